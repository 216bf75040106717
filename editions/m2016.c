// m2016.c - Go's mutex of December 2016, as it stands since 2019: starvation mode.
// SPDX-License-Identifier: MIT
//
// The change. A waiter that wakes after more than 1 ms and loses again switches the mutex to
// starvation mode: unlock hands it to the waiter at the front, newcomers neither try nor spin. A
// woken loser queues at the front, not at the back. (2018: slow paths apart, to inline the fast
// ones. 2019: who is handed the lock runs at once.)
//
// Why. In 2015 a woken waiter could lose to running threads again and again, without end.
//
// What is wrong with it. In Go: two threads that spin in turn, each setting WOKEN, can keep a
// sleeper asleep for ever. In C also: unlock subtracts LOCKED and looks again whom to wake, when
// the next owner may have freed the mutex. Both are kept here; pawl.c is without.
#include "base/fatal.h"
#include "edition.h"
#include "go_spin.h"
#include "wait.h"

enum {
    mutexLocked = 1 << 0,
    mutexWoken = 1 << 1,
    mutexStarving = 1 << 2,
    mutexWaiterShift = 3,
    oneWaiter = 1 << mutexWaiterShift,
};
#define starvationThresholdNs (1 * PAWL_MILLISECOND)

struct mutex {
    pawl_word state;
    pawl_sema sema;
};

static void check(bool consistent, const struct mutex *m)
{
    if (!consistent)
        pawl_fatal_("sync: inconsistent mutex state", m);
}

// As in m2015.c.
static bool claim_wake(struct mutex *m, uint32_t old)
{
    return (old & mutexWoken) == 0 && old >> mutexWaiterShift != 0 &&
           pawl_word_casw_rlx(&m->state, old, old | mutexWoken);
}

// Awake in starvation mode: the lock is the caller's. LOCKED is clear and has to be set.
static void take_over(struct mutex *m, uint32_t old, bool starving, int64_t granted_ns)
{
    check((old & (mutexLocked | mutexWoken)) == 0 && old >> mutexWaiterShift != 0, m);
    // The mode is so slow that two threads could go on in lock-step for ever: leave it early.
    bool leave = !starving || old >> mutexWaiterShift == 1;
    uint32_t delta = mutexLocked - oneWaiter - (leave ? mutexStarving : 0);
    pawl_word_add_acq(&m->state, delta); // acquire: pairs with the release in unlock
    pawl_event_(PAWL_ON_HANDOFF, m, granted_ns);
    if (leave)
        pawl_event_(PAWL_ON_NORMAL, m, 0);
}

static void lock_slow(struct mutex *m)
{
    int64_t wait_start = 0;
    bool starving = false, awoke = false;
    int iter = 0;
    for (;;) {
        // 1. Spin, but not in starvation mode: the lock goes to the front waiter anyway.
        uint32_t old = pawl_word_load_rlx(&m->state);
        if ((old & (mutexLocked | mutexStarving)) == mutexLocked && pawl_go_can_spin_(iter)) {
            awoke = awoke || claim_wake(m, old);
            pawl_go_do_spin_();
            iter++;
            continue;
        }
        // 2. Take it, or join the waiters. Only if locked set starving: an unlock must come.
        uint32_t new_ = (old & mutexStarving) == 0 ? old | mutexLocked : old;
        if ((old & (mutexLocked | mutexStarving)) != 0)
            new_ += oneWaiter;
        if (starving && (old & mutexLocked) != 0)
            new_ |= mutexStarving;
        if (awoke) {
            check((new_ & mutexWoken) != 0, m);
            new_ &= ~(uint32_t)mutexWoken;
        }
        if (!pawl_word_casw_acq(&m->state, old, new_))
            continue; // acquire: pairs with the release in unlock
        if ((old & (mutexLocked | mutexStarving)) == 0)
            return;
        if ((new_ & ~old & mutexStarving) != 0)
            pawl_event_(PAWL_ON_STARVING, m, 0);
        // 3. Sleep: the first time at the back, then at the front.
        unsigned queue_lifo = wait_start != 0 ? PAWL_SEMA_LIFO : 0;
        wait_start = wait_start != 0 ? wait_start : pawl_now();
        int64_t granted_ns = pawl_edition_wait_(m, &m->sema, queue_lifo);
        starving = starving || pawl_now() - wait_start > starvationThresholdNs;
        // 4. Awake: as the owner in starvation mode, else for another try.
        old = pawl_word_load_rlx(&m->state);
        if ((old & mutexStarving) != 0) {
            take_over(m, old, starving, granted_ns);
            return;
        }
        awoke = true;
        iter = 0;
    }
}

static void lock(void *self)
{
    struct mutex *m = self;
    if (!pawl_word_cas_acq(&m->state, 0, mutexLocked)) // acquire: pairs with unlock's release
        lock_slow(m);
}

static void unlock_slow(struct mutex *m, uint32_t new_)
{
    if (((new_ + mutexLocked) & mutexLocked) == 0)
        pawl_fatal_("sync: unlock of unlocked mutex", m);
    if ((new_ & mutexStarving) != 0) {
        // LOCKED stays clear until the waiter sets it; STARVING keeps all others out.
        pawl_sema_release(&m->sema, PAWL_SEMA_HANDOFF);
        return;
    }
    for (uint32_t old = new_;; old = pawl_word_load_rlx(&m->state)) {
        if (old >> mutexWaiterShift == 0 || (old & (mutexLocked | mutexWoken | mutexStarving)) != 0)
            return;
        if (pawl_word_casw_rlx(&m->state, old, (old - oneWaiter) | mutexWoken)) // as in m2011.c
            break;
    }
    pawl_sema_release(&m->sema, 0);
}

static void unlock(void *self)
{
    struct mutex *m = self;
    // release: pairs with the acquire in lock.
    uint32_t new_ = pawl_word_add_rel(&m->state, -(uint32_t)mutexLocked) - mutexLocked;
    if (new_ != 0)
        unlock_slow(m, new_);
}

const struct pawl_edition pawl_edition_m2016_ = {
    .name = "m2016",
    .year = 2016,
    .change = "starvation mode: after 1 ms of waiting, unlock hands over",
    .reason = "a woken waiter could lose to running threads without end",
    .size = sizeof(struct mutex),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = NULL, // came in 2022
};
