// crew.h - the threads of these programs: one after the other, or at the same time.
// SPDX-License-Identifier: MIT
//
// They wait for each other by atomics, of which no checker of locks knows: what it sees is what
// the locks do, in an order that is the same each time.
#ifndef PAWL_TESTS_CHECK_CREW_H
#define PAWL_TESTS_CHECK_CREW_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static inline void rest_ns(long ns)
{
    struct timespec t = {ns / 1000000000, ns % 1000000000};
    nanosleep(&t, NULL);
}

static inline void rest_ms(long ms)
{
    rest_ns(ms * 1000000);
}

// UNTIL waits, without a lock, until cond is true.
#define UNTIL(cond)                                                                                \
    while (!(cond))                                                                                \
    rest_ns(20000)

// meet returns as soon as n threads have come here.
static inline void meet(atomic_int *here, int n)
{
    atomic_fetch_add(here, 1);
    UNTIL(atomic_load(here) >= n);
}

static inline pthread_t start(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, arg) != 0)
        abort();
    return thread;
}

static inline void join(pthread_t thread)
{
    if (pthread_join(thread, NULL) != 0)
        abort();
}

// ---- a thread for each act ----------------------------------------------------------------------

typedef void act(void);

struct crew {
    act *const *acts;
    int size;
    bool in_turns;
    atomic_int next, turn; // who has come so far, and whose turn it is
};

// In turns, who is done stays until all are: no two of them could not have met.
static inline void *crew_life(void *arg)
{
    struct crew *crew = arg;
    int me = atomic_fetch_add(&crew->next, 1);
    if (crew->in_turns)
        UNTIL(atomic_load(&crew->turn) == me);
    else
        UNTIL(atomic_load(&crew->next) == crew->size);
    crew->acts[me]();
    atomic_fetch_add(&crew->turn, 1);
    if (crew->in_turns)
        UNTIL(atomic_load(&crew->turn) == crew->size);
    return NULL;
}

static inline void crew_work(bool in_turns, act *const *acts, int size)
{
    struct crew crew = {.acts = acts, .size = size, .in_turns = in_turns};
    pthread_t threads[64];
    for (int i = 0; i < size; i++)
        threads[i] = start(crew_life, &crew);
    for (int i = 0; i < size; i++)
        join(threads[i]);
}

// IN_TURNS(f, g, …): a thread for each function; the first does its part, then the second, ….
// AT_ONCE(f, g, …): all at the same time.
#define IN_TURNS(...) CREW_(true, __VA_ARGS__)
#define AT_ONCE(...) CREW_(false, __VA_ARGS__)
#define CREW_(in_turns, ...)                                                                       \
    crew_work(in_turns, (act *const[]){__VA_ARGS__},                                               \
              (int)(sizeof((act *const[]){__VA_ARGS__}) / sizeof(act *)))

#endif
