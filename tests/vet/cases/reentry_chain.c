// reentry_chain.c - a lock that is taken by what is called with it held.
// SPDX-License-Identifier: MIT
#include <pthread.h>

struct box {
    pthread_mutex_t mu;
    int value;
};

static int get(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    int v = b->value;
    pthread_mutex_unlock(&b->mu);
    return v;
}

static int twice(struct box *c)
{
    return get(c) * 2;
}

void bad(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value = twice(b); // want "'twice' takes 'b->mu', which is locked here already"
    pthread_mutex_unlock(&b->mu);
}

void another(struct box *a, struct box *b)
{
    pthread_mutex_lock(&a->mu);
    a->value = get(b);
    pthread_mutex_unlock(&a->mu);
}

static int maybe(struct box *b, int locked)
{
    if (!locked)
        pthread_mutex_lock(&b->mu);
    int v = b->value;
    if (!locked)
        pthread_mutex_unlock(&b->mu);
    return v;
}

void knows(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value = maybe(b, 1) + 1;
    pthread_mutex_unlock(&b->mu);
    maybe(b, 0);
}

void does_not_know(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    b->value = maybe(b, 0) + 1; // want "'maybe' takes 'b->mu', which is locked here already"
    pthread_mutex_unlock(&b->mu);
}

static void pause_it(struct box *b)
{
    pthread_mutex_unlock(&b->mu);
    b->value++;
    pthread_mutex_lock(&b->mu);
}

void pauses(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    pause_it(b);
    pthread_mutex_unlock(&b->mu);
}
