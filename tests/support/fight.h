// fight.h - threads that use one mutex in every way there is, and notice what goes wrong.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_FIGHT_H
#define PAWL_TESTS_FIGHT_H

#include "queue.h"
#include "suite.h"
#include "threads.h"

#include <errno.h>
#include <pawl.h>
#include <stdatomic.h>

struct fight {
    pawl_mutex mu;
    long left, right; // guarded by mu, always equal outside it

    // How it is fought. Zero is a usable value of all.
    int64_t hold_ns;     // longest time that a holder is busy
    int64_t patience_ns; // longest time from now to a deadline
    int64_t nap_ns;      // one holder in 64 sleeps for this long
    long rounds;         // lock calls per thread; 0: until stop
    atomic_bool stop;
    atomic_uint seed;
    atomic_int warm; // threads that have been through one round

    // What was seen.
    atomic_long locked, failed, timed_out, late; // late: got it after the deadline
    atomic_int torn, early, wrong, errno_lost;   // must stay 0
};

static inline void fight_busy(int64_t ns)
{
    for (int64_t until = pawl_now() + ns; pawl_now() < until;) {
    }
}

// The critical section: is anybody else in it?
static inline void fight_hold(struct fight *f, unsigned *seed)
{
    if (f->left != f->right)
        atomic_fetch_add(&f->torn, 1);
    f->left++;
    if (f->hold_ns > 0)
        fight_busy(random_next(seed) % f->hold_ns);
    if (f->nap_ns > 0 && random_next(seed) % 64 == 0)
        sleep_ns(f->nap_ns);
    f->right++;
    atomic_fetch_add(&f->locked, 1);
}

static inline bool fight_until(struct fight *f, unsigned *seed)
{
    int64_t deadline = pawl_now();
    if (f->patience_ns > 0)
        deadline += random_next(seed) % f->patience_ns;
    int err = pawl_mutex_lock_until(&f->mu, deadline);
    bool passed = pawl_now() >= deadline;
    atomic_fetch_add(&f->late, err == 0 && passed);
    atomic_fetch_add(&f->timed_out, err == PAWL_ETIMEDOUT);
    atomic_fetch_add(&f->early, err == PAWL_ETIMEDOUT && !passed);
    atomic_fetch_add(&f->wrong, err != 0 && err != PAWL_ETIMEDOUT);
    return err == 0;
}

static inline bool fight_lock(struct fight *f, unsigned *seed)
{
    unsigned way = random_next(seed) % 8;
    if (way < 5)
        return fight_until(f, seed);
    if (way == 5) {
        bool ok = pawl_mutex_trylock(&f->mu);
        atomic_fetch_add(&f->failed, !ok);
        return ok;
    }
    pawl_mutex_lock(&f->mu);
    return true;
}

// fight_make_starving switches the mutex to starvation mode, as a waiter would that finds it
// locked.
static inline void fight_make_starving(pawl_mutex *m)
{
    enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8 };
    uint32_t state = pawl_word_load_rlx(&m->state);
    while ((state & (LOCKED | WOKEN | STARVING)) == LOCKED && state >= WAITER) {
        if (pawl_word_cas_acq(&m->state, state, state | STARVING))
            return;
        state = pawl_word_load_rlx(&m->state);
    }
}

// Goroutines may be on another thread after a wait, with another errno.
static inline bool fight_errno_is_kept(void)
{
    return errno == 12345 || !team_is_all_threads();
}

// A thread of the fight. No call may change errno.
static inline void *fight_run(void *arg)
{
    struct fight *f = arg;
    unsigned seed = atomic_fetch_add(&f->seed, 1) * 2654435761u | 1;
    for (long i = 0; (f->rounds == 0 || i < f->rounds) && !atomic_load(&f->stop); i++) {
        if (i == 1)
            atomic_fetch_add(&f->warm, 1);
        errno = 12345;
        bool locked = fight_lock(f, &seed);
        if (!fight_errno_is_kept())
            atomic_fetch_add(&f->errno_lost, 1);
        if (!locked)
            continue;
        fight_hold(f, &seed);
        errno = 12345;
        pawl_mutex_unlock(&f->mu);
        if (!fight_errno_is_kept())
            atomic_fetch_add(&f->errno_lost, 1);
    }
    return NULL;
}

// fight_verdict says what went wrong, NULL if nothing did. Also for a forked child, where Check
// cannot be used. at_rest: the mutex must be zero and nobody queued.
static inline const char *fight_verdict(struct fight *f, bool at_rest)
{
    if (atomic_load(&f->torn) != 0)
        return "two threads were in the critical section";
    if (f->left != f->right || f->left != atomic_load(&f->locked))
        return "a critical section got lost";
    if (atomic_load(&f->early) != 0)
        return "lock_until timed out early";
    if (atomic_load(&f->wrong) != 0)
        return "lock_until returned something else";
    if (atomic_load(&f->errno_lost) != 0)
        return "errno was changed";
    if (at_rest && f->mu.state != 0)
        return "state is not zero at rest";
    if (at_rest && f->mu.sema.count != 0)
        return "a token was left behind";
    if (at_rest && queue_length(&f->mu.sema) != 0)
        return "somebody is still queued";
    return NULL;
}

static inline void fight_check(struct fight *f)
{
    const char *verdict = fight_verdict(f, true);
    ck_assert_msg(verdict == NULL, "%s (state %#x, sema %u)", verdict, f->mu.state,
                  f->mu.sema.count);
}

#endif
