// reentrant_bench.c - locks that their holder locks again, beside pthread's recursive mutex.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/reentrant.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1000

union lock {
    _Alignas(128) pawl_reentrant pawl;
    pawl_reentrant_token token;
    pthread_mutex_t pthread;
};

// who: the token, 1 + the number of the thread.
struct kind {
    void (*lock)(union lock *, unsigned who);
    void (*unlock)(union lock *, unsigned who);
    bool (*trylock)(union lock *, unsigned who);
};

static inline void pawl_lock(union lock *l, unsigned who)
{
    (void)who;
    pawl_reentrant_lock(&l->pawl);
}

static inline void pawl_unlock(union lock *l, unsigned who)
{
    (void)who;
    pawl_reentrant_unlock(&l->pawl);
}

static bool pawl_trylock(union lock *l, unsigned who)
{
    (void)who;
    return pawl_reentrant_trylock(&l->pawl);
}

static inline void token_lock(union lock *l, unsigned who)
{
    pawl_reentrant_token_lock(&l->token, who);
}

static inline void token_unlock(union lock *l, unsigned who)
{
    pawl_reentrant_token_unlock(&l->token, who);
}

static bool token_trylock(union lock *l, unsigned who)
{
    return pawl_reentrant_token_trylock(&l->token, who);
}

static inline void pthread_lock(union lock *l, unsigned who)
{
    (void)who;
    pthread_mutex_lock(&l->pthread);
}

static inline void pthread_unlock(union lock *l, unsigned who)
{
    (void)who;
    pthread_mutex_unlock(&l->pthread);
}

static bool pthread_trylock(union lock *l, unsigned who)
{
    (void)who;
    return pthread_mutex_trylock(&l->pthread) == 0;
}

static inline void busted_lock(union lock *l, unsigned who)
{
    (void)l;
    (void)who;
}

static bool busted_trylock(union lock *l, unsigned who)
{
    (void)l;
    (void)who;
    return true;
}

static const struct kind pawl = {pawl_lock, pawl_unlock, pawl_trylock};
static const struct kind token = {token_lock, token_unlock, token_trylock};
static const struct kind pthread = {pthread_lock, pthread_unlock, pthread_trylock};
static const struct kind busted = {busted_lock, busted_lock, busted_trylock};

// What the threads of one round share.
struct shared {
    union lock lock;
    _Alignas(128) int64_t acc0; // guarded by the lock
    int64_t acc1;
};

static void init(union lock *l, const char *kind)
{
    memset(l, 0, sizeof *l);
    if (strcmp(kind, "pthread") != 0)
        return;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&l->pthread, &recursive);
    pthread_mutexattr_destroy(&recursive);
}

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body, each)                                                                            \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, token)                                                                       \
    BENCH_LOOP_(body, pthread)                                                                     \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {{"pawl", body##_pawl},                           \
                                                  {"token", body##_token},                         \
                                                  {"pthread", body##_pthread},                     \
                                                  {NULL, body##_busted}};                          \
        run(r, loops, each);                                                                       \
    }

// each: what an operation adds to acc1.
static void run(struct bench_round *r, const struct bench_loop *loops, unsigned each)
{
    struct shared s = {.acc0 = 0};
    init(&s.lock, r->lock);
    bench_run_loop_(r, loops, &s);
    if (s.acc0 + s.acc1 != 0 || (uint64_t)s.acc1 != each * r->ops)
        r->failure = "two threads were in the critical section at once";
}

struct attempt {
    union lock *lock;
    const struct kind *kind;
    bool ok;
};

static void *attempt(void *arg)
{
    struct attempt *a = arg;
    a->ok = a->kind->trylock(a->lock, UINT32_MAX);
    return NULL;
}

// Somebody else does not get it before it was unlocked as often as it was locked.
static inline void check(struct bench_worker *w, const struct kind *k, union lock *l)
{
    struct attempt a = {l, k, false};
    pthread_t other;
    unsigned who = 1 + w->id;
    k->lock(l, who);
    k->lock(l, who);
    k->unlock(l, who);
    if (pthread_create(&other, NULL, attempt, &a) != 0)
        abort();
    pthread_join(other, NULL);
    k->unlock(l, who);
    if (a.ok)
        w->failure = "somebody else can lock what is still held";
}

BENCH_BODY_ uncontended(struct bench_worker *w, const struct kind *k)
{
    union lock own;
    init(&own, w->round->lock);
    while (bench_goes_on_(w, BATCH)) {
        for (int i = 0; i < BATCH; i++) {
            k->lock(&own, 1);
            k->lock(&own, 1);
            k->unlock(&own, 1);
            k->unlock(&own, 1);
        }
    }
    check(w, k, &own);
}
RUN(uncontended, 0)

BENCH_BODY_ contended(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    unsigned who = 1 + w->id;
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, 1)) {
        k->lock(&s->lock, who);
        k->lock(&s->lock, who);
        s->acc0 -= 100;
        s->acc1 += 100;
        k->unlock(&s->lock, who);
        k->unlock(&s->lock, who);
        bench_work_(work);
    }
    check(w, k, &s->lock);
}
RUN(contended, 100)

static const char *const locks[] = {"pawl", "token", "pthread", "busted", NULL};

const struct bench bench_reentrant_[] = {
    {"ReentrantUncontended", run_uncontended, locks, .per_cpu = 1},
    {"Reentrant", run_contended, locks, .per_cpu = 1},
    {"ReentrantWork", run_contended, locks, .per_cpu = 1, .work = BENCH_GO_WORK},
    {.name = NULL},
};
