// handoff_bench.c - how long is the way from one thread's unlock to another's lock?
// SPDX-License-Identifier: MIT
//
// Go's runtime benchmark MutexHandoff. A coordinator owns the lock, lets a worker ask for it, and
// unlocks; the time runs from its call of unlock to the return of the worker's lock. "Fast": at
// once, so the worker is still spinning if it spins at all. "Slow": late enough for it to be
// asleep.
#include "harness.h"

#include "park/spin.h"
#include <sched.h>

// Go waits until its lock is contended and 10 us more. The table has no way to ask; this is longer
// than any of the locks spins, and time to fall asleep in.
#define SLOW (50 * PAWL_MICROSECOND)

struct handoff {
    union pawl_edition_lock lock;
    // 0 modulo 4: the coordinator's turn; 2: the worker's; odd: the end.
    _Alignas(128) pawl_word turn;
    _Alignas(128) int64_t unlocked; // sum of the times of unlock's calls
    _Alignas(128) int64_t locked;   // sum of the times of lock's returns
};

// Waits busily, but not for ever if both threads are on one CPU.
static void spin(unsigned i)
{
    if (i % 128 == 127) {
        sched_yield();
    } else {
        pawl_pause_();
    }
}

static void keep_for(int64_t ns)
{
    for (int64_t until = pawl_now() + ns; pawl_now() < until;)
        pawl_pause_();
}

static void coordinate(struct bench_worker *w)
{
    const struct pawl_edition *e = w->round->edition;
    struct handoff *h = w->shared;
    while (bench_goes_on_(w, 1)) {
        e->lock(&h->lock);
        pawl_word_add_rel(&h->turn, 2); // release: pairs with the acquire in follow
        if (w->round->bench->delay != 0)
            keep_for(w->round->bench->delay);
        h->unlocked += pawl_now();
        e->unlock(&h->lock);
        // acquire: pairs with the release in follow.
        for (unsigned i = 0; (pawl_word_load_acq(&h->turn) & 2) != 0; i++)
            spin(i);
    }
    pawl_word_add_rel(&h->turn, 1);
}

static void follow(struct bench_worker *w)
{
    const struct pawl_edition *e = w->round->edition;
    struct handoff *h = w->shared;
    for (unsigned i = 0;; i++) {
        uint32_t turn =
            pawl_word_load_acq(&h->turn); // acquire: pairs with the release in coordinate
        if ((turn & 1) != 0)
            return;
        if ((turn & 2) == 0) {
            spin(i);
            continue;
        }
        e->lock(&h->lock);
        h->locked += pawl_now();
        e->unlock(&h->lock);
        pawl_word_add_rel(&h->turn, 2); // release: pairs with the acquire in coordinate
    }
}

static void ping_pong_body(struct bench_worker *w)
{
    if (w->id == 0) {
        coordinate(w);
    } else {
        follow(w);
    }
}

static void solo_body(struct bench_worker *w)
{
    const struct pawl_edition *e = w->round->edition;
    struct handoff *h = w->shared;
    while (bench_goes_on_(w, 1000)) {
        for (int i = 0; i < 1000; i++) {
            e->lock(&h->lock);
            e->unlock(&h->lock);
        }
    }
}

static void run_solo(struct bench_round *r)
{
    struct handoff h = {.turn = 0};
    bench_run_threads_(r, bench_threads_(r), solo_body, &h);
}

static void run_ping_pong(struct bench_round *r)
{
    struct handoff h = {.turn = 0};
    bench_run_threads_(r, bench_threads_(r), ping_pong_body, &h);
    r->elapsed = h.locked - h.unlocked;
}

const struct bench bench_handoff_[] = {
    {"MutexHandoff/Solo", run_solo, .threads = 1},
    {"MutexHandoff/FastPingPong", run_ping_pong, .threads = 2},
    {"MutexHandoff/SlowPingPong", run_ping_pong, .threads = 2, .delay = SLOW},
    {.name = NULL},
};
