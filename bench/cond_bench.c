// cond_bench.c - Go's benchmarks of sync.Cond, and two threads that wake each other in turn.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/cond.h>
#include <sched.h>
#include <string.h>

// A lock and what is waited for under it; all zero is unlocked and nobody waits.
union cond {
    _Alignas(128) struct {
        pawl_mutex mutex;
        pawl_cond cond;
    } pawl;
    struct {
        pthread_mutex_t mutex;
        pthread_cond_t cond;
    } pthread;
};

struct kind {
    void (*lock)(union cond *);
    void (*unlock)(union cond *);
    void (*wait)(union cond *);
    void (*signal)(union cond *);
    void (*broadcast)(union cond *);
    bool for_no_reason; // it may wake for no reason
};

#define KIND(name, prefix, may_wake)                                                               \
    static inline void name##_lock(union cond *c)                                                  \
    {                                                                                              \
        prefix##_mutex_lock(&c->name.mutex);                                                       \
    }                                                                                              \
    static inline void name##_unlock(union cond *c)                                                \
    {                                                                                              \
        prefix##_mutex_unlock(&c->name.mutex);                                                     \
    }                                                                                              \
    static inline void name##_wait(union cond *c)                                                  \
    {                                                                                              \
        prefix##_cond_wait(&c->name.cond, &c->name.mutex);                                         \
    }                                                                                              \
    static inline void name##_signal(union cond *c)                                                \
    {                                                                                              \
        prefix##_cond_signal(&c->name.cond);                                                       \
    }                                                                                              \
    static inline void name##_broadcast(union cond *c)                                             \
    {                                                                                              \
        prefix##_cond_broadcast(&c->name.cond);                                                    \
    }                                                                                              \
    static const struct kind name = {name##_lock,   name##_unlock,    name##_wait,                 \
                                     name##_signal, name##_broadcast, may_wake};

KIND(pawl, pawl, false)
KIND(pthread, pthread, true)

// Does not wait at all.
static void busted_wait(union cond *c)
{
    static _Thread_local unsigned calls;
    pthread_unlock(c);
    // Not always, or two threads on one CPU might take turns as if they had been woken.
    if (calls++ % 2 == 1)
        sched_yield();
    pthread_lock(c);
}

static const struct kind busted = {pthread_lock,   pthread_unlock,    busted_wait,
                                   pthread_signal, pthread_broadcast, false};

// What the threads of one round share. All but cond is guarded by its lock.
struct shared {
    union cond cond;
    _Alignas(128) unsigned arrived; // Cond: how many wait; pingpong: whose turn it is
    unsigned generation;            // how often all were woken
    unsigned signals, wakes;        // pingpong: how many so far
    bool over;
};

// run_NAME runs a round of the body, with the loop of the round's lock.
#define RUN(body)                                                                                  \
    BENCH_LOOP_(body, pawl)                                                                        \
    BENCH_LOOP_(body, pthread)                                                                     \
    BENCH_LOOP_(body, busted)                                                                      \
    static void run_##body(struct bench_round *r)                                                  \
    {                                                                                              \
        static const struct bench_loop loops[] = {                                                 \
            {"pawl", body##_pawl}, {"pthread", body##_pthread}, {NULL, body##_busted}};            \
        struct shared s;                                                                           \
        memset(&s, 0, sizeof s);                                                                   \
        bench_run_loop_(r, loops, &s);                                                             \
    }

static inline void woke_for_no_reason(struct bench_worker *w, const struct kind *k)
{
    if (!k->for_no_reason)
        w->failure = "a thread woke that nobody had woken";
}

static inline void end(struct shared *s, const struct kind *k)
{
    k->lock(&s->cond);
    s->over = true;
    k->broadcast(&s->cond);
    k->unlock(&s->cond);
}

// Waits for the last one to arrive.
static inline void await_others(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    unsigned generation = s->generation;
    k->wait(&s->cond);
    while (!s->over && s->generation == generation) {
        woke_for_no_reason(w, k);
        k->wait(&s->cond);
    }
}

// All wait for the last one, who wakes them. As in Go, one operation is that all have done so.
BENCH_BODY_ meet(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    unsigned waiters = w->round->bench->waiters;
    while (bench_goes_on_(w, 0)) {
        k->lock(&s->cond);
        if (s->over) {
            k->unlock(&s->cond);
            return;
        }
        if (++s->arrived == waiters + 1) {
            s->arrived = 0;
            s->generation++;
            w->ops++;
            k->broadcast(&s->cond);
        } else {
            await_others(w, k);
        }
        k->unlock(&s->cond);
    }
    end(s, k);
}
RUN(meet)

// A signal that is given without the lock may come late, and wake a thread whose turn is over. But
// there are no more wakes than signals.
static inline void await_turn(struct bench_worker *w, const struct kind *k)
{
    struct shared *s = w->shared;
    while (!s->over && s->arrived != w->id) {
        k->wait(&s->cond);
        if (++s->wakes > s->signals && !s->over)
            woke_for_no_reason(w, k);
    }
}

// The thread whose turn it is gives it to the other one. under: it signals with the lock held.
static inline void take_turns(struct bench_worker *w, const struct kind *k, bool under)
{
    struct shared *s = w->shared;
    while (bench_goes_on_(w, 1)) {
        k->lock(&s->cond);
        await_turn(w, k);
        s->arrived = !w->id;
        s->signals++;
        if (under)
            k->signal(&s->cond);
        k->unlock(&s->cond);
        if (!under)
            k->signal(&s->cond);
    }
    end(s, k);
}

BENCH_BODY_ ping_pong(struct bench_worker *w, const struct kind *k)
{
    take_turns(w, k, false);
}
RUN(ping_pong)

BENCH_BODY_ ping_pong_locked(struct bench_worker *w, const struct kind *k)
{
    take_turns(w, k, true);
}
RUN(ping_pong_locked)

static const char *const locks[] = {"pawl", "pthread", "busted", NULL};

const struct bench bench_cond_[] = {
    {"Cond1", run_meet, locks, .threads = 2, .waiters = 1},
    {"Cond2", run_meet, locks, .threads = 3, .waiters = 2},
    {"Cond4", run_meet, locks, .threads = 5, .waiters = 4},
    {"Cond8", run_meet, locks, .threads = 9, .waiters = 8},
    {"Cond16", run_meet, locks, .threads = 17, .waiters = 16},
    {"Cond32", run_meet, locks, .threads = 33, .waiters = 32},
    {"CondPingPong", run_ping_pong, locks, .threads = 2},
    {"CondPingPong/cpus=1", run_ping_pong, locks, .threads = 2, .stay_on = 1},
    {"CondPingPong/cpus=2", run_ping_pong, locks, .threads = 2, .stay_on = 2},
    {"CondPingPongLocked/cpus=1", run_ping_pong_locked, locks, .threads = 2, .stay_on = 1},
    {"CondPingPongLocked/cpus=2", run_ping_pong_locked, locks, .threads = 2, .stay_on = 2},
    {.name = NULL},
};
