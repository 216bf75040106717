// pawl.c - the library's own lock, seen through the museum's table.
// SPDX-License-Identifier: MIT
//
// The change from m2016.c, and why. The algorithm and its order of steps are the same, but
// - Unlock clears LOCKED and claims the right to wake in ONE compare-and-swap. m2016's unlock
//   subtracts LOCKED and then looks again; in between the next owner may have freed the mutex,
//   which only a garbage collector forgives.
// - A spinner never sets WOKEN. In m2016 two that spin in turn can keep a sleeper asleep for ever.
// - Starvation mode lasts until the waiter that began it is served (DUE). In m2016 a hand-off just
//   before that one has queued goes to another waiter, which ends the mode; again and again.
// - Starvation mode also ends when all who waited at its beginning have been served. By m2016's
//   rules a crowd whose round of hand-offs takes more than 1 ms never leaves it.
// - Unlock hands over to a waiter that was woken and got no CPU for 0.3 ms, because those that have
//   the CPUs take the lock again and again.
// - Spinning is limited by time and not by a count of PAUSE instructions, of which one takes 10 to
//   140 cycles by CPU model.
// - A wait may have a deadline, and there is a trylock (Go has one since 2022).
//
// What is still wrong with it. Newcomers may overtake waiters, and a waiter is helped only after
// 0.3 to 1 ms. That whoever waits is served some time is proven for two and three threads, and
// when is not (docs/fairness.md).
#include "edition.h"

#include <pawl/mutex.h>

static void lock(void *self)
{
    pawl_mutex_lock(self);
}

static void unlock(void *self)
{
    pawl_mutex_unlock(self);
}

static bool trylock(void *self)
{
    return pawl_mutex_trylock(self);
}

const struct pawl_edition pawl_edition_pawl_ = {
    .name = "pawl",
    .year = 2026,
    .change = "unlock lets go and claims the wake in one step; deadlines",
    .reason = "in C the next owner may free the lock: no second look at it",
    .size = sizeof(pawl_mutex),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = trylock,
};
