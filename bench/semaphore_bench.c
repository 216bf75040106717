// semaphore_bench.c - the weighted semaphore beside POSIX's, which knows one unit at a time.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/semaphore.h>
#include <semaphore.h>
#include <string.h>

#define BATCH 1000

union sem {
    _Alignas(128) pawl_semaphore pawl;
    sem_t posix;
};

struct kind {
    void (*init)(union sem *, unsigned size);
    void (*acquire)(union sem *, unsigned);
    void (*release)(union sem *, unsigned);
    bool (*tryacquire)(union sem *);
};

static void pawl_init(union sem *s, unsigned size)
{
    s->pawl = (pawl_semaphore)PAWL_SEMAPHORE_INIT(size);
}

static inline void pawl_acquire(union sem *s, unsigned n)
{
    pawl_semaphore_acquire(&s->pawl, n);
}

static inline void pawl_release(union sem *s, unsigned n)
{
    pawl_semaphore_release(&s->pawl, n);
}

static bool pawl_tryacquire(union sem *s)
{
    return pawl_semaphore_tryacquire(&s->pawl, 1);
}

static void posix_init(union sem *s, unsigned size)
{
    sem_init(&s->posix, 0, size);
}

static inline void posix_acquire(union sem *s, unsigned n)
{
    (void)n;
    while (sem_wait(&s->posix) != 0)
        continue; // EINTR
}

static inline void posix_release(union sem *s, unsigned n)
{
    (void)n;
    sem_post(&s->posix);
}

static bool posix_tryacquire(union sem *s)
{
    return sem_trywait(&s->posix) == 0;
}

static inline void busted_acquire(union sem *s, unsigned n)
{
    (void)s;
    (void)n;
}

static bool busted_tryacquire(union sem *s)
{
    (void)s;
    return true;
}

static const struct kind pawl = {pawl_init, pawl_acquire, pawl_release, pawl_tryacquire};
static const struct kind posix = {posix_init, posix_acquire, posix_release, posix_tryacquire};
static const struct kind busted = {pawl_init, busted_acquire, busted_acquire, busted_tryacquire};

// What the threads of one round share.
struct shared {
    union sem sem;
    unsigned size;
    _Alignas(128) uint32_t taken; // never more than size
};

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body, units)                                                                           \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, posix)                                                                       \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {                                                 \
            {"pawl", body##_pawl}, {"pthread", body##_posix}, {NULL, body##_busted}};              \
        struct shared s = {.size = (units)};                                                       \
        (strcmp(r->lock, "pthread") == 0 ? posix_init : pawl_init)(&s.sem, s.size);                \
        bench_run_loop_(r, loops, &s);                                                             \
    }

// Whether threads meet is chance. But for this, a semaphore that lets everybody in might pass.
static inline void check(struct bench_worker *w, const struct kind *k)
{
    union sem own;
    k->init(&own, 1);
    k->acquire(&own, 1);
    if (k->tryacquire(&own))
        w->failure = "two units were taken of one";
}

BENCH_BODY_ uncontended(struct bench_worker *w, const struct kind *k)
{
    union sem own;
    k->init(&own, 1);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->acquire(&own, 1);
            k->release(&own, 1);
        }
    }
    check(w, k);
}
RUN(uncontended, 0)

// Takes n units, and makes sure that there were so many.
static inline void take(struct bench_worker *w, const struct kind *k, unsigned n)
{
    struct shared *s = w->shared;
    k->acquire(&s->sem, n);
    if (__atomic_add_fetch(&s->taken, n, __ATOMIC_RELAXED) > s->size)
        w->failure = "more units were taken than there are";
    bench_work_(w->round->bench->work);
    __atomic_sub_fetch(&s->taken, n, __ATOMIC_RELAXED);
    k->release(&s->sem, n);
}

BENCH_BODY_ one_by_one(struct bench_worker *w, const struct kind *k)
{
    while (bench_goes_on_(w, 1))
        take(w, k, 1);
    check(w, k);
}
RUN(one_by_one, r->cpus)

// Each thread takes 1, 2, 3 and 4 units in turn, of 4.
BENCH_BODY_ weighted(struct bench_worker *w, const struct kind *k)
{
    for (unsigned i = w->id; bench_goes_on_(w, 1); i++)
        take(w, k, 1 + i % 4);
    check(w, k);
}
RUN(weighted, 4)

static const char *const locks[] = {"pawl", "pthread", "busted", NULL};
static const char *const weights[] = {"pawl", "busted", NULL};

// Half of the threads have to wait, where there is more than one for each CPU.
const struct bench bench_semaphore_[] = {
    {"SemaphoreUncontended", run_uncontended, locks, .per_cpu = 1},
    {"Semaphore", run_one_by_one, locks, .per_cpu = 2},
    {"SemaphoreWork", run_one_by_one, locks, .per_cpu = 2, .work = BENCH_GO_WORK},
    {"SemaphoreWeighted", run_weighted, weights, .per_cpu = 2},
    {"SemaphoreWeightedWork", run_weighted, weights, .per_cpu = 2, .work = BENCH_GO_WORK},
    {.name = NULL},
};
