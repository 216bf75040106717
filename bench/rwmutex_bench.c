// rwmutex_bench.c - Go's benchmarks of sync.RWMutex, and what readers and writers cost each other.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/rwmutex.h>
#include <pawl/rwmutex_wide.h>
#include <string.h>

#define BATCH 1000

// All zero is unlocked: for pthread by PTHREAD_RWLOCK_INITIALIZER of glibc and of musl.
union rw {
    _Alignas(128) pawl_rwmutex pawl;
    pawl_rwmutex_wide wide;
    pthread_rwlock_t pthread;
    char busted;
};

struct kind {
    void (*rlock)(union rw *);
    void (*runlock)(union rw *);
    void (*lock)(union rw *);
    void (*unlock)(union rw *);
    bool (*trylock)(union rw *);
};

static inline int nothing(char *lock)
{
    (void)lock;
    return 0;
}

#define KIND(name, rlock_, runlock_, lock_, unlock_, trylock_)                                     \
    static inline void name##_rlock(union rw *l)                                                   \
    {                                                                                              \
        rlock_(&l->name);                                                                          \
    }                                                                                              \
    static inline void name##_runlock(union rw *l)                                                 \
    {                                                                                              \
        runlock_(&l->name);                                                                        \
    }                                                                                              \
    static inline void name##_lock(union rw *l)                                                    \
    {                                                                                              \
        lock_(&l->name);                                                                           \
    }                                                                                              \
    static inline void name##_unlock(union rw *l)                                                  \
    {                                                                                              \
        unlock_(&l->name);                                                                         \
    }                                                                                              \
    static inline bool name##_trylock(union rw *l)                                                 \
    {                                                                                              \
        return trylock_(&l->name);                                                                 \
    }                                                                                              \
    static const struct kind name = {name##_rlock, name##_runlock, name##_lock, name##_unlock,     \
                                     name##_trylock};

KIND(pawl, pawl_rwmutex_rlock, pawl_rwmutex_runlock, pawl_rwmutex_lock, pawl_rwmutex_unlock,
     pawl_rwmutex_trylock)
KIND(wide, pawl_rwmutex_wide_rlock, pawl_rwmutex_wide_runlock, pawl_rwmutex_wide_lock,
     pawl_rwmutex_wide_unlock, pawl_rwmutex_wide_trylock)
KIND(pthread, pthread_rwlock_rdlock, pthread_rwlock_unlock, pthread_rwlock_wrlock,
     pthread_rwlock_unlock, !pthread_rwlock_trywrlock)
KIND(busted, nothing, nothing, nothing, nothing, !nothing)

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body)                                                                                  \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, wide)                                                                        \
    BENCH_LOOP_(body, pthread)                                                                     \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {{"pawl", body##_pawl},                           \
                                                  {"wide", body##_wide},                           \
                                                  {"pthread", body##_pthread},                     \
                                                  {NULL, body##_busted}};                          \
        run(r, loops);                                                                             \
    }

// What the threads of one round share.
struct shared {
    union rw lock;
    // Guarded by the lock, on a line of its own. The sum is 0 when nobody writes.
    _Alignas(128) int64_t acc0;
    int64_t acc1;
    _Alignas(128) uint64_t writes; // acc1 should say the same
};

static void run(struct bench_round *r, const struct bench_loop *loops)
{
    struct shared s;
    memset(&s, 0, sizeof s);
    bench_run_loop_(r, loops, &s);
    if (s.acc0 + s.acc1 != 0 || (uint64_t)s.acc1 != 100 * s.writes)
        r->failure = "two threads were writing at once";
}

static inline void write_accounts(struct shared *s)
{
    s->acc0 -= 100;
    s->acc1 += 100;
}

static inline void read_accounts(struct bench_worker *w, const struct shared *s)
{
    if (__builtin_expect(*(const volatile int64_t *)&s->acc0 + s->acc1 != 0, 0))
        w->failure = "a thread was reading while another one was writing";
}

// Whether threads meet is chance. But for this, a lock that does not lock might pass.
static inline void check(struct bench_worker *w, const struct kind *k, union rw *l)
{
    k->rlock(l);
    if (k->trylock(l))
        w->failure = "it can be written to while somebody reads";
    else
        k->runlock(l);
}

// ---- nobody competes: each thread has a lock of its own -----------------------------------------

BENCH_BODY_ uncontended(struct bench_worker *w, const struct kind *k)
{
    union rw own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->rlock(&own);
            k->rlock(&own);
            k->runlock(&own);
            k->runlock(&own);
            k->lock(&own);
            k->unlock(&own);
        }
    }
    check(w, k, &own);
}
RUN(uncontended)

BENCH_BODY_ read_own(struct bench_worker *w, const struct kind *k)
{
    union rw own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->rlock(&own);
            k->runlock(&own);
        }
    }
    check(w, k, &own);
}
RUN(read_own)

// The least that counting a reader in and out can cost.
static void read_own_cas(struct bench_worker *w)
{
    _Alignas(128) pawl_word own[32] = {0};
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            uint32_t old = pawl_word_load_rlx(own);
            if (!pawl_word_cas_acq(own, old, old + 1))
                w->failure = "somebody else has it";
            old = pawl_word_load_rlx(own);
            if (!pawl_word_cas_rel(own, old, old - 1))
                w->failure = "somebody else has it";
        }
    }
}

static void run_read_or_cas(struct bench_round *r)
{
    static const struct bench_loop cas[] = {{NULL, read_own_cas}};
    if (strcmp(r->lock, "cas") == 0)
        bench_run_loop_(r, cas, NULL);
    else
        run_read_own(r);
}

BENCH_BODY_ write_own(struct bench_worker *w, const struct kind *k)
{
    union rw own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->lock(&own);
            k->unlock(&own);
        }
    }
    check(w, k, &own);
}
RUN(write_own)

// ---- all threads have the same lock -------------------------------------------------------------

BENCH_BODY_ read_shared(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    while (bench_goes_on_(w, 1)) {
        k->rlock(&s->lock);
        read_accounts(w, s);
        k->runlock(&s->lock);
    }
    check(w, k, &s->lock);
}
RUN(read_shared)

// As in Go: the local work is done while reading.
BENCH_BODY_ mixed(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    unsigned work = w->round->bench->work;
    unsigned every = w->round->bench->every;
    uint64_t writes = 0;
    for (unsigned i = 1; bench_goes_on_(w, 1); i++) {
        if (i == every) {
            k->lock(&s->lock);
            write_accounts(s);
            k->unlock(&s->lock);
            writes++;
            i = 0;
        } else {
            k->rlock(&s->lock);
            bench_work_(work);
            read_accounts(w, s);
            k->runlock(&s->lock);
        }
    }
    __atomic_fetch_add(&s->writes, writes, __ATOMIC_RELAXED);
    check(w, k, &s->lock);
}
RUN(mixed)

static const char *const locks[] = {"pawl", "wide", "pthread", "busted", NULL};
static const char *const with_cas[] = {"pawl", "wide", "pthread", "cas", "busted", NULL};

const struct bench bench_rwmutex_[] = {
    {"RWMutexReadUncontended", run_read_or_cas, with_cas, .threads = 1},
    {"RWMutexWriteUncontended", run_write_own, locks, .threads = 1},
    {"RWMutexUncontended", run_uncontended, locks, .per_cpu = 1},
    {"RWMutexRead/threads=1", run_read_shared, locks, .threads = 1},
    {"RWMutexRead/threads=2", run_read_shared, locks, .threads = 2},
    {"RWMutexRead/threads=4", run_read_shared, locks, .threads = 4},
    {"RWMutexRead/threads=8", run_read_shared, locks, .threads = 8},
    {"RWMutexRead/threads=16", run_read_shared, locks, .threads = 16},
    {"RWMutexWriteOnly", run_mixed, locks, .per_cpu = 1, .every = 1},
    {"RWMutexWrite10000", run_mixed, locks, .per_cpu = 1, .every = 10000},
    {"RWMutexWrite1000", run_mixed, locks, .per_cpu = 1, .every = 1000},
    {"RWMutexWrite100", run_mixed, locks, .per_cpu = 1, .every = 100},
    {"RWMutexWrite10", run_mixed, locks, .per_cpu = 1, .every = 10},
    {"RWMutexWorkWrite100", run_mixed, locks, .per_cpu = 1, .work = BENCH_GO_WORK, .every = 100},
    {"RWMutexWorkWrite10", run_mixed, locks, .per_cpu = 1, .work = BENCH_GO_WORK, .every = 10},
    {.name = NULL},
};
