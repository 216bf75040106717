// order_alike.c - every connection has a lock for what comes in and one for what goes out.
// SPDX-License-Identifier: MIT
//
// Wrong, though no two threads ever touched the same connection: one function takes in before out,
// another one out before in, and both are for any connection. Tomorrow they meet on one.
//
// expect: order in echo in flush
#include "crew.h"

struct connection {
    pthread_mutex_t in, out;
    int bytes;
};

static struct connection *first, *second;

static struct connection *make_connection(void)
{
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    pthread_mutex_init(&c->in, NULL);
    pthread_mutex_init(&c->out, NULL);
    return c;
}

static void echo(void)
{
    pthread_mutex_lock(&first->in);
    pthread_mutex_lock(&first->out);
    first->bytes++;
    pthread_mutex_unlock(&first->out);
    pthread_mutex_unlock(&first->in);
}

static void flush(void)
{
    pthread_mutex_lock(&second->out);
    pthread_mutex_lock(&second->in);
    second->bytes++;
    pthread_mutex_unlock(&second->in);
    pthread_mutex_unlock(&second->out);
}

int main(void)
{
    first = make_connection();
    second = make_connection();
    IN_TURNS(echo, flush);
    return first->bytes + second->bytes != 2;
}
