// redis_pool.c - many threads share a few connections to a Redis server.
// SPDX-License-Identifier: MIT
//
// A connection is used by one thread at a time, as commands and replies follow each other on it.
// Mutex and Cond guard the pool, not the connections: who was handed one has it alone, without any
// lock, until it is put back. So nobody waits for the network while holding the mutex.
//
//     cc examples/redis_pool.c $(pkg-config --cflags --libs pawl hiredis) -pthread
//     ./a.out [ADDRESS [THREADS [REQUESTS]]]     # ADDRESS: a host, or the path of a socket
#define _XOPEN_SOURCE 700
#include <hiredis/hiredis.h>
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTIONS = 3, MAX_THREADS = 64 };

struct pool {
    pawl_mutex mu;
    pawl_cond freed;
    redisContext *idle[CONNECTIONS]; // guarded by mu
    int count;                       // guarded by mu: how many are idle
};

struct client {
    pthread_t thread;
    struct pool *pool;
    const char *key;
    int number, requests;
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "redis_pool: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static redisContext *connect_to(const char *address)
{
    struct timeval limit = {.tv_sec = 10};
    redisContext *c = strchr(address, '/') ? redisConnectUnixWithTimeout(address, limit)
                                           : redisConnectWithTimeout(address, 6379, limit);
    if (c == NULL || c->err != 0)
        die(address, c ? c->errstr : "out of memory");
    return c;
}

// Returns a connection that the caller alone uses, or NULL when the deadline passed and all were
// still in use.
static redisContext *pool_acquire_until(struct pool *p, int64_t deadline)
{
    PAWL_GUARD(&p->mu);
    while (p->count == 0) {
        if (pawl_cond_wait_until(&p->freed, &p->mu, deadline) != 0 && p->count == 0)
            return NULL;
    }
    return p->idle[--p->count];
}

static void pool_release(struct pool *p, redisContext *c)
{
    // A broken connection is made anew first, and outside the lock: that may take a while.
    if (c->err != 0 && redisReconnect(c) != REDIS_OK)
        die("reconnect", c->errstr);
    PAWL_WITH(&p->mu) {
        p->idle[p->count++] = c;
    }
    pawl_cond_signal(&p->freed);
}

// Sends a command and expects a reply of that type; the caller frees it.
static redisReply *ask(redisContext *c, int type, const char *command, const char *argument)
{
    redisReply *reply = redisCommand(c, command, argument);
    if (reply == NULL || reply->type != type)
        die(command, reply == NULL ? c->errstr : reply->str ? reply->str : "another reply");
    return reply;
}

static void *serve(void *arg)
{
    struct client *client = arg;
    for (int i = 0; i < client->requests; i++) {
        // The deadline is what a request can bear; here it only ends what hangs.
        redisContext *c = pool_acquire_until(client->pool, pawl_now() + 120 * PAWL_SECOND);
        if (c == NULL)
            die("pool", "no connection in two minutes");
        char said[64];
        snprintf(said, sizeof said, "request %d of thread %d", i, client->number);
        redisReply *echo = ask(c, REDIS_REPLY_STRING, "ECHO %s", said);
        if (strcmp(echo->str, said) != 0)
            die(said, "was given somebody else's reply");
        freeReplyObject(echo);
        freeReplyObject(ask(c, REDIS_REPLY_INTEGER, "INCR %s", client->key));
        pool_release(client->pool, c);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const char *address = argc > 1 ? argv[1] : "127.0.0.1";
    int threads = 8, requests = 200;
    char rest; // of a number
    if (argc > 4 || (argc > 2 && sscanf(argv[2], "%9d%c", &threads, &rest) != 1) ||
        (argc > 3 && sscanf(argv[3], "%9d%c", &requests, &rest) != 1) || threads < 1 ||
        threads > MAX_THREADS || requests < 1)
        die("usage", "redis_pool [ADDRESS [THREADS (1 to 64) [REQUESTS]]]");

    struct pool pool = {.count = 0};
    redisContext *taken[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++)
        pool_release(&pool, connect_to(address));
    for (int i = 0; i < CONNECTIONS; i++)
        taken[i] = pool_acquire_until(&pool, PAWL_NEVER);
    bool refused = pool_acquire_until(&pool, pawl_now() + 20 * PAWL_MILLISECOND) == NULL;
    printf("all %d connections taken: %s\n", CONNECTIONS, refused ? "timed out" : "GOT ONE MORE");
    for (int i = 0; i < CONNECTIONS; i++)
        pool_release(&pool, taken[i]);

    char key[64];
    snprintf(key, sizeof key, "pawl:redis_pool:%ld", (long)getpid());
    struct client clients[MAX_THREADS];
    for (int i = 0; i < threads; i++) {
        clients[i] = (struct client){.pool = &pool, .key = key, .number = i, .requests = requests};
        if (pthread_create(&clients[i].thread, NULL, serve, &clients[i]) != 0)
            die("pthread_create", "no more threads");
    }
    for (int i = 0; i < threads; i++)
        pthread_join(clients[i].thread, NULL);

    redisContext *c = pool_acquire_until(&pool, PAWL_NEVER);
    redisReply *counted = ask(c, REDIS_REPLY_STRING, "GET %s", key);
    bool right = strtol(counted->str, NULL, 10) == (long)threads * requests;
    printf("%d threads counted to %s: %s\n", threads, counted->str, right ? "right" : "WRONG");
    freeReplyObject(counted);
    freeReplyObject(ask(c, REDIS_REPLY_INTEGER, "DEL %s", key));
    pool_release(&pool, c);
    printf("connections in the pool: %d\n", pool.count);
    for (int i = 0; i < pool.count; i++)
        redisFree(pool.idle[i]);
    bool said = fflush(stdout) == 0;
    return refused && right && said && pool.count == CONNECTIONS ? EXIT_SUCCESS : EXIT_FAILURE;
}
