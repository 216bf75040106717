// posix.h - what the tests of the pthread API share: verdicts, threads that block, and times.
// SPDX-License-Identifier: MIT
//
// These programs know nothing of libpawl. Each test was written from the text of POSIX.1-2024 (or
// C11), and must pass on the C library alone, before it says anything about the preload.
#ifndef PAWL_TESTS_POSIX_H
#define PAWL_TESTS_POSIX_H

#include "pthread/thread_state.h"
#include "support/suite.h"
#define NO_GOROUTINES
#include "support/threads.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MILLISECONDS(n) ((n)*INT64_C(1000000))

// ---- verdicts -----------------------------------------------------------------------------------

// For the test's own thread: the call succeeds, or answers with that code.
#define WORKS(call) ck_assert_int_eq(call, 0)
#define GIVES(code, call) ck_assert_int_eq(call, code)

// For all other threads: they note what is wrong, and the test looks after the join.
static atomic_int wrong_line;

static inline void note_wrong(int line)
{
    int none = 0;
    atomic_compare_exchange_strong(&wrong_line, &none, line);
}

#define SHOULD(cond)                                                                               \
    do {                                                                                           \
        if (!(cond))                                                                               \
            note_wrong(__LINE__);                                                                  \
    } while (0)

#define NOTHING_WRONG() ck_assert_msg(wrong_line == 0, "line %d: a thread saw wrong", wrong_line)

// ---- threads that block -------------------------------------------------------------------------

// A thread that does one thing, which may block, and whose answer is asked for later.
struct actor {
    pthread_t thread;
    int (*act)(void *arg);
    void *arg;
    atomic_int tid;
    int answer;
    atomic_bool done;
};

static inline void *actor_life(void *arg)
{
    struct actor *a = arg;
    atomic_store(&a->tid, gettid());
    a->answer = a->act(a->arg);
    atomic_store(&a->done, true);
    return NULL;
}

static inline void actor_start(struct actor *a, int (*act)(void *arg), void *arg)
{
    a->act = act;
    a->arg = arg;
    atomic_store(&a->tid, 0);
    atomic_store(&a->done, false);
    WORKS(pthread_create(&a->thread, NULL, actor_life, a));
    WAIT_FOR(atomic_load(&a->tid) != 0);
}

static inline int actor_join(struct actor *a)
{
    WORKS(pthread_join(a->thread, NULL));
    return a->answer;
}

// actor_blocks waits until the actor sleeps in what it does.
static inline void actor_blocks(const struct actor *a)
{
    WAIT_FOR(thread_state(atomic_load(&a->tid)) == 'S' || atomic_load(&a->done));
    ck_assert_msg(!atomic_load(&a->done), "answered %d, and should block", a->answer);
}

// elsewhere returns what act(arg) answers in another thread.
static inline int elsewhere(int (*act)(void *arg), void *arg)
{
    struct actor a;
    actor_start(&a, act, arg);
    return actor_join(&a);
}

// ---- the mutex as an argument -------------------------------------------------------------------

static inline int mutex_lock(void *m)
{
    return pthread_mutex_lock(m);
}

static inline int mutex_trylock(void *m)
{
    return pthread_mutex_trylock(m);
}

static inline int mutex_unlock(void *m)
{
    return pthread_mutex_unlock(m);
}

static inline int mutex_lock_unlock(void *m)
{
    int err = pthread_mutex_lock(m);
    return err != 0 ? err : pthread_mutex_unlock(m);
}

static inline void mutex_make(pthread_mutex_t *m, int type)
{
    pthread_mutexattr_t attr;
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_settype(&attr, type));
    WORKS(pthread_mutex_init(m, &attr));
    WORKS(pthread_mutexattr_destroy(&attr));
}

// All types of a mutex, by number: for tests that go through them.
enum { MUTEX_TYPES = 5 };
static const int mutex_types[MUTEX_TYPES] = {
    PTHREAD_MUTEX_NORMAL,  PTHREAD_MUTEX_ERRORCHECK,  PTHREAD_MUTEX_RECURSIVE,
    PTHREAD_MUTEX_DEFAULT, PTHREAD_MUTEX_ADAPTIVE_NP,
};

// ---- times --------------------------------------------------------------------------------------

// The clocks that a wait may go by.
enum { WAIT_CLOCKS = 2 };
static const clockid_t wait_clocks[WAIT_CLOCKS] = {CLOCK_REALTIME, CLOCK_MONOTONIC};

// from_now returns the time on the clock in so many nanoseconds.
static inline struct timespec from_now(clockid_t clock, int64_t ns)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    int64_t sum = ts.tv_nsec + ns % 1000000000;
    ts.tv_sec += ns / 1000000000 + sum / 1000000000 - (sum < 0);
    ts.tv_nsec = sum % 1000000000 + (sum < 0 ? 1000000000 : 0);
    return ts;
}

// reached says whether the clock shows that time, or a later one.
static inline bool reached(clockid_t clock, struct timespec deadline)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec > deadline.tv_sec ||
           (now.tv_sec == deadline.tv_sec && now.tv_nsec >= deadline.tv_nsec);
}

// Deadlines that are no times: a wait with one of them fails with EINVAL.
enum { BAD_TIMES = 4 };
static const struct timespec bad_times[BAD_TIMES] = {
    {INT32_MAX, -1}, {INT32_MAX, 1000000000}, {INT32_MAX, LONG_MAX}, {INT32_MAX, LONG_MIN}};

// Deadlines that are past, on any clock.
enum { PAST_TIMES = 4 };
static const struct timespec past_times[PAST_TIMES] = {
    {0, 0}, {1, 999999999}, {-1, 0}, {LONG_MIN, 0}};

// A deadline that never comes.
static const struct timespec far_future = {LONG_MAX, 999999999};

#endif
