// busted.c - control: a lock that does not lock.
// SPDX-License-Identifier: MIT
//
// A checker that finds nothing wrong with this one finds nothing wrong with anything.
#include "edition.h"

static void lock(void *self)
{
    (void)self;
}

static bool trylock(void *self)
{
    (void)self;
    return true;
}

const struct pawl_edition pawl_edition_busted_ = {
    .name = "busted",
    .year = 0,
    .change = "does not lock at all",
    .reason = "every checker must catch it",
    .size = 8, // what it would have if it did something
    .excludes = false,
    .lock = lock,
    .unlock = lock,
    .trylock = trylock,
};
