// m2015.c - Go's mutex of February 2015: spin before sleeping.
// SPDX-License-Identifier: MIT
//
// The change. Whoever finds the lock taken spins for a moment (go_spin.c) and looks again before it
// sleeps, newcomers and woken waiters alike. A spinner may set WOKEN: it is awake and wants the
// lock, so unlock need not wake a sleeper to compete with it.
//
// Why. In 2011 a caller that found a short critical section busy slept at once, although the lock
// was free again long before it had fallen asleep; sleeping and waking cost more than the wait.
//
// What is wrong with it. Spinners make the race of a woken waiter harder still: it comes from a
// sleep, they are on a CPU with the lock in their cache. It may lose any number of times, each time
// it queues at the back, and nothing ever ends this: m2016.c.
//
// The use-after-free of m2011.c's unlock is here too.
#include "base/fatal.h"
#include "edition.h"
#include "go_spin.h"
#include "wait.h"

enum {
    mutexLocked = 1 << 0,
    mutexWoken = 1 << 1,
    mutexWaiterShift = 2,
    oneWaiter = 1 << mutexWaiterShift,
};

struct mutex {
    pawl_word state;
    pawl_sema sema;
};

// A spinner takes the wake for itself, if there is a sleeper that unlock could wake. relaxed: it
// owns nothing yet.
static bool claim_wake(struct mutex *m, uint32_t old)
{
    return (old & mutexWoken) == 0 && old >> mutexWaiterShift != 0 &&
           pawl_word_casw_rlx(&m->state, old, old | mutexWoken);
}

static void lock_contended(struct mutex *m)
{
    bool awoke = false;
    int iter = 0;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        uint32_t new_ = old | mutexLocked;
        if ((old & mutexLocked) != 0) {
            if (pawl_go_can_spin_(iter)) {
                awoke = awoke || claim_wake(m, old);
                pawl_go_do_spin_();
                iter++;
                continue;
            }
            new_ = old + oneWaiter;
        }
        if (awoke) {
            if ((new_ & mutexWoken) == 0)
                pawl_fatal_("sync: inconsistent mutex state", m);
            new_ &= ~(uint32_t)mutexWoken;
        }
        // acquire: pairs with the release in unlock.
        if (!pawl_word_casw_acq(&m->state, old, new_))
            continue;
        if ((old & mutexLocked) == 0)
            return;
        pawl_edition_wait_(m, &m->sema, 0); // at the back, also the second time
        awoke = true;
        iter = 0;
    }
}

static void lock(void *self)
{
    struct mutex *m = self;
    // acquire: pairs with the release in unlock.
    if (!pawl_word_cas_acq(&m->state, 0, mutexLocked))
        lock_contended(m);
}

static void unlock(void *self)
{
    struct mutex *m = self;
    // release: pairs with the acquire in lock.
    uint32_t new_ = pawl_word_add_rel(&m->state, -(uint32_t)mutexLocked) - mutexLocked;
    if (((new_ + mutexLocked) & mutexLocked) == 0)
        pawl_fatal_("sync: unlock of unlocked mutex", m);
    for (uint32_t old = new_;; old = pawl_word_load_rlx(&m->state)) {
        // Nobody waits, or somebody is awake and will see to it: an owner, a spinner, a woken
        // waiter.
        if (old >> mutexWaiterShift == 0 || (old & (mutexLocked | mutexWoken)) != 0)
            return;
        // relaxed: the addition has released, and nobody starts a new chain on this word.
        if (pawl_word_casw_rlx(&m->state, old, (old - oneWaiter) | mutexWoken))
            break;
    }
    pawl_sema_release(&m->sema, 0);
}

const struct pawl_edition pawl_edition_m2015_ = {
    .name = "m2015",
    .year = 2015,
    .change = "who finds it taken spins for a moment before it sleeps",
    .reason = "a short critical section is over before a caller is asleep",
    .size = sizeof(struct mutex),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = NULL, // came in 2022
};
