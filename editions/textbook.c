// textbook.c - the mutex lock of the textbooks: acquire() and release() on an `available` flag.
// SPDX-License-Identifier: MIT
//
// What it is. A caller that finds the lock unavailable blocks; release() makes it available again
// and wakes one blocked caller, which looks again. Textbooks ask for the two calls to be atomic and
// leave open how: here flag and number of blocked callers share a word, so that looking and
// blocking are one step and no wake-up is lost in between. Zero must mean unlocked, so the flag is
// kept the other way round.
//
// What is wrong with it. Every release() wakes one more caller although the one before may not even
// run yet: awake together, they find the lock taken and go back to sleep, one context switch each
// for nothing. And release() of an available lock is not noticed.
#include "edition.h"
#include "wait.h"

enum {
    unavailable = 1 << 0,
    blockedShift = 1,
    oneBlocked = 1 << blockedShift,
};

struct textbook {
    pawl_word state;
    pawl_sema sema;
};

static void acquire(void *lock)
{
    struct textbook *m = lock;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        bool available = (old & unavailable) == 0;
        uint32_t new_ = available ? old | unavailable : old + oneBlocked;
        // acquire: pairs with the release in release().
        if (!pawl_word_casw_acq(&m->state, old, new_))
            continue;
        if (available)
            return;
        pawl_edition_wait_(m, &m->sema, 0);
    }
}

static void release(void *lock)
{
    struct textbook *m = lock;
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        bool wake = old >> blockedShift != 0;
        uint32_t new_ = (old & ~(uint32_t)unavailable) - (wake ? oneBlocked : 0);
        // release: pairs with the acquire in acquire().
        if (!pawl_word_casw_rel(&m->state, old, new_))
            continue;
        if (wake)
            pawl_sema_release(&m->sema, 0);
        return;
    }
}

static bool try_acquire(void *lock)
{
    struct textbook *m = lock;
    uint32_t old = pawl_word_load_rlx(&m->state);
    // acquire: pairs with the release in release().
    return (old & unavailable) == 0 && pawl_word_cas_acq(&m->state, old, old | unavailable);
}

const struct pawl_edition pawl_edition_textbook_ = {
    .name = "textbook",
    .year = 0,
    .change = "an `available` flag; who finds it taken blocks",
    .reason = "acquire() and release() as taught: where every mutex begins",
    .size = sizeof(struct textbook),
    .excludes = true,
    .lock = acquire,
    .unlock = release,
    .trylock = try_acquire,
};
