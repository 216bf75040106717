// mutex_events.c - sees the rare turns of a mutex from outside, by its words, parkers and queues.
// SPDX-License-Identifier: MIT
#include "mutex_events.h"

#include "base/tuning.h"
#include "sema/table.h"
#include "sim/events.h"
#include "sim/machine.h"

enum { LOCKED = 1, WOKEN = 2, STARVING = 4 };
enum { EMPTY, ASLEEP, UNPARKED }; // park.c

// The mutex that is watched. Set by setup only: no part of the state.
static const pawl_word *state_word, *sema_word;
static enum sim_layout made_of;

static uint32_t waiters(uint32_t word)
{
    return word >> (made_of == SIM_STARVATION_MODE ? 3 : 2);
}

// Unlock has left the mutex to a waiter.
static bool handed_over(uint32_t word)
{
    return made_of == SIM_STARVATION_MODE && (word & (LOCKED | STARVING)) == STARVING;
}

static void see_end_of_starving(uint32_t old, uint32_t value)
{
    if ((~old & value & LOCKED) == 0)
        sim_event(SIM_LEFT_TIMEOUT);
    else if (waiters(old) == 1)
        sim_event(SIM_LEFT_LAST);
    else if (sim_clock() - SIM_T0 <= PAWL_STARVATION_THRESHOLD)
        sim_event(SIM_LEFT_SHORT);
    else
        sim_event(SIM_LEFT_SERVED);
}

static void state_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)thread;
    bool spins = (old & value & LOCKED) != 0 && waiters(old) == waiters(value);
    if (spins && (~old & value & WOKEN) != 0)
        sim_event(SIM_WOKEN_BY_SPINNER);
    if (made_of != SIM_STARVATION_MODE)
        return;
    if ((~old & value & STARVING) != 0)
        sim_event(value & LOCKED ? SIM_STARVING_SET : SIM_HANDOFF_OVERDUE);
    if ((old & ~value & STARVING) != 0)
        see_end_of_starving(old, value);
    bool due = (old & value & STARVING) != 0 && (old & value & WOKEN) != 0;
    if (due && (~old & value & LOCKED) != 0 && sim_clock() - SIM_T0 <= PAWL_STARVATION_THRESHOLD)
        sim_event(SIM_KEPT_DUE);
    if ((old & value & STARVING) != 0 && (old & ~value & WOKEN) != 0 &&
        (~old & value & LOCKED) == 0)
        sim_event(SIM_DUE_TIMEOUT);
}

static void sema_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)thread;
    if (value > old && handed_over(*state_word))
        sim_event(SIM_HANDOFF_EARLY);
}

static void parker_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)thread;
    if (old == EMPTY && value == UNPARKED && handed_over(*state_word))
        sim_event(SIM_HANDOFF_AWAKE);
}

void sim_watch_events(const pawl_word *state, const pawl_word *sema, enum sim_layout layout)
{
    state_word = state;
    sema_word = sema;
    made_of = layout;
    sim_watch_word(state, state_changed, NULL);
    sim_watch_word(sema, sema_changed, NULL);
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        sim_watch_word(&sim_parker(i)->word, parker_changed, NULL);
}

// ---- on the way to src/sema/table.c, which defines these here under other names -----------------

void sim_real_queue_insert_(struct pawl_bucket *b, struct pawl_waiter *w, bool lifo);
void sim_real_queue_remove_(struct pawl_bucket *b, struct pawl_waiter *w);

void pawl_queue_insert_(struct pawl_bucket *b, struct pawl_waiter *w, bool lifo)
{
    if (lifo && pawl_queue_front_(b, w->addr) != NULL)
        sim_event(SIM_FRONT_REQUEUE);
    sim_real_queue_insert_(b, w, lifo);
}

static uint32_t queued(const struct pawl_waiter *first)
{
    uint32_t n = 1;
    for (const struct pawl_waiter *at = first->next; at != first; at = at->next)
        n++;
    return n;
}

static void see_removal(const struct pawl_waiter *w)
{
    bool own = w->owner == pawl_parker_self_(); // it timed out; others are removed to be granted
    if (own && waiters(*state_word) == (handed_over(*state_word) ? 1 : 0))
        sim_event(SIM_TIMEOUT_CLAIMED);
    if (!own && handed_over(*state_word) && queued(w) < waiters(*state_word))
        sim_event(SIM_HANDOFF_PAST);
}

void pawl_queue_remove_(struct pawl_bucket *b, struct pawl_waiter *w)
{
    if ((const void *)w->addr == sema_word)
        see_removal(w);
    sim_real_queue_remove_(b, w);
}
