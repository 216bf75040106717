// m2011.c - Go's mutex of June 2011: newcomers may win.
// SPDX-License-Identifier: MIT
//
// The change. The key becomes a state word: a bit for locked, a bit for woken, and the number of
// waiters. Unlock frees the lock for anybody and then wakes one waiter, which has to compete again.
// WOKEN says that one is on its way already, so that later unlocks wake no other.
//
// Why. In 2008 each unlock with somebody waiting handed the lock to a sleeper. Until that one ran,
// the lock was owned and unused; whoever came meanwhile slept too, and was served by a context
// switch in its turn. Giving the lock to a caller that is running right now costs nothing.
//
// What is wrong with it. A woken waiter that loses queues at the back, behind all who came after
// its first attempt, and against callers that are running it mostly loses. And with a short
// critical section, to sleep and be woken takes far longer than the lock would have been busy:
// m2015.c.
//
// In C it has one more fault, kept here. Unlock subtracts LOCKED and then looks again whom to wake.
// In between another thread may lock, unlock and free the mutex: the second look is a
// use-after-free. A garbage collector forgives that. pawl.c does not do it.
#include "base/fatal.h"
#include "edition.h"
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

static void lock(void *self)
{
    struct mutex *m = self;
    // acquire: pairs with the release in unlock, as does the compare-and-swap below.
    if (pawl_word_cas_acq(&m->state, 0, mutexLocked))
        return;
    bool awoke = false;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        uint32_t new_ = old | mutexLocked;
        if ((old & mutexLocked) != 0)
            new_ = old + oneWaiter;
        if (awoke)
            new_ &= ~(uint32_t)mutexWoken; // won or lost, the wake is used up
        if (!pawl_word_casw_acq(&m->state, old, new_))
            continue;
        if ((old & mutexLocked) == 0)
            return;
        pawl_edition_wait_(m, &m->sema, 0); // at the back, also the second time
        awoke = true;
    }
}

static void unlock(void *self)
{
    struct mutex *m = self;
    // release: pairs with the acquire in lock.
    uint32_t new_ = pawl_word_add_rel(&m->state, -(uint32_t)mutexLocked) - mutexLocked;
    if (((new_ + mutexLocked) & mutexLocked) == 0)
        pawl_fatal_("sync: unlock of unlocked mutex", m);
    for (uint32_t old = new_;; old = pawl_word_load_rlx(&m->state)) {
        // Nobody waits, or somebody else is there to wake the next: a new owner at its unlock, or
        // the waiter that is awake.
        if (old >> mutexWaiterShift == 0 || (old & (mutexLocked | mutexWoken)) != 0)
            return;
        // relaxed: the addition has released, and nobody starts a new chain on this word.
        if (pawl_word_casw_rlx(&m->state, old, (old - oneWaiter) | mutexWoken))
            break;
    }
    pawl_sema_release(&m->sema, 0);
}

const struct pawl_edition pawl_edition_m2011_ = {
    .name = "m2011",
    .year = 2011,
    .change = "unlock frees it for anybody: newcomers may win",
    .reason = "a handed-over lock lies idle until its sleeping owner runs",
    .size = sizeof(struct mutex),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = NULL, // came in 2022
};
