// waitgroup_bench.c - Go's benchmarks of sync.WaitGroup.
// SPDX-License-Identifier: MIT
//
// Beside it what C programs write by hand, a count with a mutex and a condition variable; and, as
// the least that counting can cost, one atomic add.
#include "harness.h"

#include <pawl/waitgroup.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 100

union group {
    _Alignas(128) pawl_waitgroup pawl;
    struct {
        pthread_mutex_t mutex;
        pthread_cond_t zero;
        int count;
    } pthread;
    pawl_word atomic;
};

struct kind {
    void (*add)(union group *, int);
    void (*wait)(union group *);
    bool (*is_zero)(union group *);
};

static inline void pawl_add(union group *g, int delta)
{
    pawl_waitgroup_add(&g->pawl, delta);
}

static inline void pawl_wait(union group *g)
{
    pawl_waitgroup_wait(&g->pawl);
}

static bool pawl_is_zero(union group *g)
{
    return pawl_waitgroup_wait_until(&g->pawl, 1) == 0;
}

static inline void pthread_add(union group *g, int delta)
{
    pthread_mutex_lock(&g->pthread.mutex);
    g->pthread.count += delta;
    if (g->pthread.count == 0)
        pthread_cond_broadcast(&g->pthread.zero);
    pthread_mutex_unlock(&g->pthread.mutex);
}

static inline void pthread_wait(union group *g)
{
    pthread_mutex_lock(&g->pthread.mutex);
    while (g->pthread.count != 0)
        pthread_cond_wait(&g->pthread.zero, &g->pthread.mutex);
    pthread_mutex_unlock(&g->pthread.mutex);
}

static bool pthread_is_zero(union group *g)
{
    pthread_mutex_lock(&g->pthread.mutex);
    bool zero = g->pthread.count == 0;
    pthread_mutex_unlock(&g->pthread.mutex);
    return zero;
}

static inline void busted_add(union group *g, int delta)
{
    (void)g;
    (void)delta;
}

static inline void busted_wait(union group *g)
{
    (void)g;
}

static bool busted_is_zero(union group *g)
{
    (void)g;
    return true;
}

static const struct kind pawl = {pawl_add, pawl_wait, pawl_is_zero};
static const struct kind pthread = {pthread_add, pthread_wait, pthread_is_zero};
static const struct kind busted = {busted_add, busted_wait, busted_is_zero};

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body, atomic_loop)                                                                     \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, pthread)                                                                     \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {{"pawl", body##_pawl},                           \
                                                  {"pthread", body##_pthread},                     \
                                                  {"busted", body##_busted},                       \
                                                  {NULL, atomic_loop}};                            \
        union group g;                                                                             \
        memset(&g, 0, sizeof g);                                                                   \
        bench_run_loop_(r, loops, &g);                                                             \
    }

static inline void check(struct bench_worker *w, const struct kind *k)
{
    union group own;
    memset(&own, 0, sizeof own);
    k->add(&own, 1);
    bool too_soon = k->is_zero(&own);
    k->add(&own, -1);
    if (too_soon || !k->is_zero(&own))
        w->failure = "it cannot count to one";
}

// ---- counting -----------------------------------------------------------------------------------

static inline void add_one(struct bench_worker *w, pawl_word *word)
{
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            pawl_word_add_acq_rel(word, 2);
            bench_work_(work);
        }
    }
}

static void add_own_atomic(struct bench_worker *w)
{
    _Alignas(128) pawl_word own[32] = {0};
    add_one(w, own);
}

static void add_shared_atomic(struct bench_worker *w)
{
    add_one(w, &((union group *)w->shared)->atomic);
}

BENCH_BODY_ uncontended(struct bench_worker *w, const struct kind *k)
{
    union group own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->add(&own, 1);
            k->add(&own, -1);
            k->wait(&own);
        }
    }
    check(w, k);
}
RUN(uncontended, add_own_atomic)

BENCH_BODY_ add_done_own(struct bench_worker *w, const struct kind *k)
{
    union group own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->add(&own, 1);
            k->add(&own, -1);
        }
    }
    check(w, k);
}
RUN(add_done_own, add_own_atomic)

BENCH_BODY_ add_done(struct bench_worker *w, const struct kind *k)
{
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->add(w->shared, 1);
            bench_work_(work);
            k->add(w->shared, -1);
        }
    }
    check(w, k);
}
RUN(add_done, add_shared_atomic)

// ---- waiting ------------------------------------------------------------------------------------

// For nothing: the count is zero.
BENCH_BODY_ wait_zero(struct bench_worker *w, const struct kind *k)
{
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->wait(w->shared);
            bench_work_(work);
        }
    }
    check(w, k);
}
RUN(wait_zero, NULL)

struct errand {
    union group group;
    const struct kind *kind;
    pawl_word done;
};

static void *run_errand(void *arg)
{
    struct errand *e = arg;
    pawl_word_store_rel(&e->done, 1);
    e->kind->add(&e->group, -1); // the last access to *e
    return NULL;
}

// A thread for each operation, as Go has a goroutine: most of the time is that of its start.
BENCH_BODY_ actually_wait(struct bench_worker *w, const struct kind *k)
{
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    while (bench_goes_on_(w, 1)) {
        struct errand e = {.kind = k};
        pthread_t thread;
        k->add(&e.group, 1);
        if (pthread_create(&thread, &detached, run_errand, &e) != 0)
            abort();
        k->wait(&e.group);
        while (pawl_word_load_acq(&e.done) == 0) {
            w->failure = "it returned from wait before all was done";
            sched_yield();
        }
    }
    pthread_attr_destroy(&detached);
    check(w, k);
}
RUN(actually_wait, NULL)

static const char *const all[] = {"pawl", "pthread", "atomic", "busted", NULL};
static const char *const waiting[] = {"pawl", "pthread", "busted", NULL};

const struct bench bench_waitgroup_[] = {
    {"WaitGroupUncontended", run_uncontended, all, .per_cpu = 1},
    {"WaitGroupAddDoneUncontended", run_add_done_own, all, .threads = 1},
    {"WaitGroupAddDone", run_add_done, all, .per_cpu = 1},
    {"WaitGroupAddDoneWork", run_add_done, all, .per_cpu = 1, .work = BENCH_GO_WORK},
    {"WaitGroupWait", run_wait_zero, waiting, .per_cpu = 1},
    {"WaitGroupWaitWork", run_wait_zero, waiting, .per_cpu = 1, .work = BENCH_GO_WORK},
    {"WaitGroupActuallyWait", run_actually_wait, waiting, .per_cpu = 1},
    {.name = NULL},
};
