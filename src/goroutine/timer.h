// timer.h - goroutines that sleep until a moment: one heap for all.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_TIMER_H
#define PAWL_SRC_GOROUTINE_TIMER_H

#include "base/heap.h"
#include "park/park.h"

struct pawl_g;

// Lies on the stack of the goroutine that sleeps.
struct pawl_timer {
    struct pawl_heap_node node; // when it is queued
    int64_t when;
    struct pawl_parker *parker;
    bool queued;
};

// pawl_timer_sleep_ lets p's owner, which has left its stack, sleep until t is due. false: it was
// unparked before.
bool pawl_timer_sleep_(struct pawl_timer *t, struct pawl_parker *p);

// pawl_timer_cancel_ makes sure that nobody knows t any more. For its owner, awake again.
void pawl_timer_cancel_(struct pawl_timer *t);

// pawl_timers_next_ is when the first one is due, PAWL_NEVER: there is none.
int64_t pawl_timers_next_(void);

// pawl_timers_are_due_ tells whether that is in the past.
bool pawl_timers_are_due_(void);

// pawl_timers_fire_ takes those whose time has come; a list by g->next, to be made ready.
struct pawl_g *pawl_timers_fire_(void);

// pawl_timers_reset_ forgets all; in a forked child.
void pawl_timers_reset_(void);

#endif
