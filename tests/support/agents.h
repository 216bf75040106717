// agents.h - one source for threads, goroutines, and some of both.
// SPDX-License-Identifier: MIT
//
// Agents never call Check: they count what went wrong in atomics, and the test looks at those after
// agents_join; or they say EXPECT, which ends the process.
#ifndef PAWL_TESTS_AGENTS_H
#define PAWL_TESTS_AGENTS_H

#include <check.h>
#include <pawl/go.h>
#include <pawl/waitgroup.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum agents_kind { THREADS, GOROUTINES, BOTH, AGENTS_KINDS };

// All zero but kind: none have been started.
struct agents {
    enum agents_kind kind;
    pawl_waitgroup running;
    int started;
};

struct agents_start {
    struct agents *agents;
    void (*run)(void *arg);
    void *arg;
};

static inline void agents_run_(void *arg)
{
    struct agents_start start = *(struct agents_start *)arg;
    free(arg);
    start.run(start.arg);
    pawl_waitgroup_done(&start.agents->running);
}

static inline void *agents_thread_(void *arg)
{
    agents_run_(arg);
    return NULL;
}

static inline void agents_start_thread_(struct agents_start *start)
{
    pthread_attr_t attr;
    pthread_t thread;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 256 << 10);
    int err = pthread_create(&thread, &attr, agents_thread_, start);
    ck_assert_msg(err == 0, "thread: %s", strerror(err));
    pthread_attr_destroy(&attr);
}

// agents_start starts run(arg): as a thread, a goroutine, or, for BOTH, as the one and the other in
// turn. Not from two agents at once.
static inline void agents_start(struct agents *a, void (*run)(void *arg), void *arg)
{
    struct agents_start *start = malloc(sizeof *start);
    *start = (struct agents_start){a, run, arg};
    pawl_waitgroup_add(&a->running, 1);
    bool thread = a->kind == THREADS || (a->kind == BOTH && a->started % 2 == 0);
    a->started++;
    if (thread)
        agents_start_thread_(start);
    else
        pawl_go(agents_run_, start);
}

// agents_join waits for the end of all.
static inline void agents_join(struct agents *a)
{
    pawl_waitgroup_wait(&a->running);
}

// agents_yield lets others run, whatever the caller is.
static inline void agents_yield(void)
{
    pawl_go_yield();
}

#endif
