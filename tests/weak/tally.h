// tally.h - data that the threads of a client use, and how often each of them has: if two are at it
// at once, a use is lost (or the checker sees a race).
// SPDX-License-Identifier: MIT
//
// Included by both weak.h, when they have said what WEAK_DATA and weak_check are.
#ifndef PAWL_TESTS_WEAK_TALLY_H
#define PAWL_TESTS_WEAK_TALLY_H

#include "client.h"

struct weak_tally {
    WEAK_DATA(int) uses;
    int by[WEAK_MAX_THREADS];
};

static inline void weak_use(struct weak_tally *t, int index)
{
    t->uses = t->uses + 1;
    t->by[index]++;
}

// For those that may be there together, but not with one that uses it.
static inline void weak_look(const struct weak_tally *t)
{
    weak_check(t->uses >= 0, "never counted down");
}

// When all threads are done.
static inline void weak_check_tally(struct weak_tally *t)
{
    int uses = 0;
    for (int i = 0; i < WEAK_MAX_THREADS; i++)
        uses += t->by[i];
    weak_check(t->uses == uses, "a use was lost: two owners");
}

#endif
