// m2008.c - Go's mutex of 2008: a key that counts, and a semaphore.
// SPDX-License-Identifier: MIT
//
// The change. Locking is one addition: who brings the key to 1 owns the lock, everybody else sleeps
// on the semaphore. Unlocking is one subtraction: at 0 nobody waits, otherwise one sleeper is
// released and owns the lock, without having to look at it again.
//
// Why. The textbook's lock wakes callers only to let them compete again. Here a woken caller never
// goes back to sleep, and all are served in order of arrival.
//
// The key counts: it is 0 when unlocked, else the owner plus all who wait.
//
// What is wrong with it: see m2011.c. There is also no check for misuse, which is as it was:
// unlocking an unlocked mutex takes the key below 0 and leaves a token behind, so that it later has
// two owners.
#include "edition.h"
#include "wait.h"

struct mutex {
    pawl_word key;
    pawl_sema sema;
};

// Go had no atomic addition then and looped over a compare-and-swap; the effect is the same.
static void lock(void *self)
{
    struct mutex *m = self;
    // acquire: pairs with the release in unlock that brought the key to 0.
    if (pawl_word_add_acq(&m->key, 1) == 0)
        return;
    // Awake means owner: the semaphore gives one token per unlock, to the front of the queue.
    int64_t granted_ns = pawl_edition_wait_(m, &m->sema, 0);
    pawl_event_(PAWL_ON_HANDOFF, m, granted_ns);
}

static void unlock(void *self)
{
    struct mutex *m = self;
    // release: pairs with the acquire in lock.
    if (pawl_word_add_rel(&m->key, -UINT32_C(1)) == 1)
        return;
    // No use-after-free here: somebody counted waits for this very token.
    pawl_sema_release(&m->sema, 0);
}

const struct pawl_edition pawl_edition_m2008_ = {
    .name = "m2008",
    .year = 2008,
    .change = "a key that counts, and a semaphore to sleep on",
    .reason = "waiters sleep, are woken once, and are served in order",
    .size = sizeof(struct mutex),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = NULL, // came in 2022
};
