// inline_bench.c - nobody competes: what lock and unlock cost by themselves.
// SPDX-License-Identifier: MIT
//
// A call through the table would cost as much as the lock. So here each lock is used the way a
// program would: pawl and a hand-written lock inline, pthread by its own calls, in loops that are
// otherwise the same text. Only the historical editions keep the table.
#include "harness.h"

#include <pawl/mutex.h>

#define BATCH 1000

// The least that any lock can do: one compare-and-swap to lock and one to unlock.
struct cas_lock {
    uint32_t word;
};

static inline void cas_lock(struct cas_lock *l)
{
    uint32_t old = 0;
    while (!__atomic_compare_exchange_n(&l->word, &old, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        old = 0;
}

static inline void cas_unlock(struct cas_lock *l)
{
    uint32_t old = 1;
    if (!__atomic_compare_exchange_n(&l->word, &old, 0, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
        __builtin_trap();
}

#define LOOP(name, declaration, lock, unlock)                                                      \
    __attribute__((__noinline__, __aligned__(64))) static void name(struct bench_worker *w)        \
    {                                                                                              \
        declaration;                                                                               \
        while (bench_goes_on_(w, BATCH)) {                                                         \
            for (int i = 0; i < BATCH; i++) {                                                      \
                lock;                                                                              \
                unlock;                                                                            \
            }                                                                                      \
        }                                                                                          \
    }

// Each thread has a lock of its own, on cache lines of its own.
#define OWN(type) _Alignas(128) type m[128 / sizeof(type)] = {0}
LOOP(own_pawl, OWN(pawl_mutex), pawl_mutex_lock(m), pawl_mutex_unlock(m))
LOOP(own_pthread, OWN(pthread_mutex_t), pthread_mutex_lock(m), pthread_mutex_unlock(m))
LOOP(own_edition, const struct pawl_edition *e = w->round->edition;
     OWN(union pawl_edition_lock), e->lock(m), e->unlock(m))

// One thread, one lock at a fixed address. The thread that started it sleeps meanwhile: glibc's
// mutex works without atomics while a process has only one thread.
#define FIXED(type) static _Alignas(128) type m
LOOP(fixed_cas, FIXED(struct cas_lock), cas_lock(&m), cas_unlock(&m))
LOOP(fixed_pawl, FIXED(pawl_mutex), pawl_mutex_lock(&m), pawl_mutex_unlock(&m))
LOOP(fixed_pthread, FIXED(pthread_mutex_t), pthread_mutex_lock(&m), pthread_mutex_unlock(&m))

static void run_uncontended(struct bench_round *r)
{
    static const struct bench_loop loops[] = {
        {"pawl", own_pawl}, {"pthread", own_pthread}, {NULL, own_edition}};
    bench_run_loop_(r, loops, NULL);
}

static void run_inline(struct bench_round *r)
{
    static const struct bench_loop loops[] = {
        {"cas", fixed_cas}, {"pawl", fixed_pawl}, {"pthread", fixed_pthread}, {NULL, NULL}};
    bench_run_loop_(r, loops, NULL);
}

static const char *const inline_locks[] = {"cas", "pawl", "pthread", NULL};

const struct bench bench_inline_[] = {
    {"MutexInline", run_inline, .only = inline_locks, .threads = 1},
    {"MutexUncontended", run_uncontended, .per_cpu = 1},
    {.name = NULL},
};
