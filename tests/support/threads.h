// threads.h - starting, meeting and joining the threads of a test.
// SPDX-License-Identifier: MIT
//
// Threads other than the test's own never call Check: they count what went wrong in atomics, and
// the test looks at those after the join.
#ifndef PAWL_TESTS_THREADS_H
#define PAWL_TESTS_THREADS_H

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef NO_GOROUTINES
#include "team.h"
#else // a program that knows nothing of libpawl
#define team_next_is_goroutine_() false
#define team_go_(running, run, arg) ((void)0)
#define team_go_join_(running) ((void)0)
#define team_sleep_(ns) false
#endif

static inline void sleep_ns(long ns)
{
    struct timespec ts = {ns / 1000000000, ns % 1000000000};
    if (!team_sleep_(ns))
        nanosleep(&ts, NULL);
}

// WAIT_FOR waits until cond is true. It has no limit of its own: what hangs, Check ends.
#define WAIT_FOR(cond)                                                                             \
    do                                                                                             \
        sleep_ns(20000);                                                                           \
    while (!(cond))

struct team {
    pthread_t *threads;
    int n;               // of them
    atomic_int *running; // goroutines
};

// team_start_sized starts n threads that run(arg) with a stack of the given size, 0 for the usual.
static inline struct team team_start_sized(int n, void *(*run)(void *), void *arg, size_t stack)
{
    struct team t = {calloc((size_t)n, sizeof(pthread_t)), 0, NULL};
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    if (stack != 0)
        pthread_attr_setstacksize(&attr, stack);
    for (int i = 0; i < n; i++) {
        if (team_next_is_goroutine_()) {
            team_go_(&t.running, run, arg);
            continue;
        }
        int err = pthread_create(&t.threads[t.n++], &attr, run, arg);
        ck_assert_msg(err == 0, "thread %d of %d: %s", i, n, strerror(err));
    }
    pthread_attr_destroy(&attr);
    return t;
}

static inline struct team team_start(int n, void *(*run)(void *), void *arg)
{
    return team_start_sized(n, run, arg, 0);
}

static inline void team_join(struct team *t)
{
    for (int i = 0; i < t->n; i++)
        pthread_join(t->threads[i], NULL);
    team_go_join_(&t->running);
    free(t->threads);
    t->threads = NULL;
}

// team_run starts n threads that run(arg) and waits for their ends.
static inline void team_run(int n, void *(*run)(void *), void *arg)
{
    struct team t = team_start(n, run, arg);
    team_join(&t);
}

// A small generator of random numbers, one per thread: reproducible and without a lock inside.
static inline unsigned random_next(unsigned *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

#endif
