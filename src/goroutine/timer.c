// timer.c - goroutines that sleep until a moment.
// SPDX-License-Identifier: MIT
//
// A goroutine falls asleep and is known to the heap in one step under the lock:
//   it: is in the heap, not yet ASLEEP    who fires: finds it due, and not ASLEEP: takes it off
//   it: ASLEEP, for ever
// and it comes back only after it has been under the lock itself, because until then somebody may
// look at its timer, which is on its stack.
#include "goroutine/timer.h"

#include "base/counter.h"
#include "goroutine/g.h"
#include "park/lowlock.h"

static struct {
    struct pawl_lowlock lock;
    struct pawl_heap heap;
    uint64_t next; // when the first is due, plus 1; 0: there is none. Read without the lock
} timers;

static struct pawl_timer *timer_of(struct pawl_heap_node *node)
{
    return (struct pawl_timer *)(void *)node; // the first member
}

static bool is_before(const struct pawl_heap_node *a, const struct pawl_heap_node *b)
{
    return ((const struct pawl_timer *)(const void *)a)->when <
           ((const struct pawl_timer *)(const void *)b)->when;
}

static void publish_next(void)
{
    struct pawl_heap_node *first = timers.heap.root;
    pawl_count_set_(&timers.next, first ? (uint64_t)timer_of(first)->when + 1 : 0);
}

int64_t pawl_timers_next_(void)
{
    uint64_t next = pawl_count_(&timers.next);
    return next == 0 ? PAWL_NEVER : (int64_t)(next - 1);
}

bool pawl_timers_are_due_(void)
{
    int64_t next = pawl_timers_next_();
    return next != PAWL_NEVER && next <= pawl_now();
}

static void take_off(struct pawl_timer *t)
{
    pawl_heap_remove_(&timers.heap, &t->node, is_before);
    t->queued = false;
}

bool pawl_timer_sleep_(struct pawl_timer *t, struct pawl_parker *p)
{
    pawl_lowlock_lock_(&timers.lock);
    // release: its saved context, as in leave.c.
    bool asleep = pawl_word_cas_rel(&p->word, PAWL_PARK_EMPTY_, PAWL_PARK_ASLEEP_);
    if (asleep) {
        // Somebody may unpark it from here on, but it waits for the lock before it goes on.
        pawl_heap_insert_(&timers.heap, &t->node, is_before);
        t->queued = true;
        publish_next();
    }
    pawl_lowlock_unlock_(&timers.lock);
    return asleep;
}

void pawl_timer_cancel_(struct pawl_timer *t)
{
    pawl_lowlock_lock_(&timers.lock);
    if (t->queued) {
        take_off(t);
        publish_next();
    }
    pawl_lowlock_unlock_(&timers.lock);
}

struct pawl_g *pawl_timers_fire_(void)
{
    struct pawl_g *list = NULL, **end = &list;
    int64_t now = pawl_now();
    pawl_lowlock_lock_(&timers.lock);
    struct pawl_heap_node *first;
    while ((first = timers.heap.root) != NULL && timer_of(first)->when <= now) {
        struct pawl_timer *t = timer_of(first);
        take_off(t);
        // Unless it was unparked. acquire: its saved context.
        if (!pawl_word_cas_acq(&t->parker->word, PAWL_PARK_ASLEEP_, PAWL_PARK_EMPTY_))
            continue;
        struct pawl_g *g = pawl_g_of_((uintptr_t)t->parker);
        g->next = NULL;
        *end = g;
        end = &g->next;
    }
    publish_next();
    pawl_lowlock_unlock_(&timers.lock);
    return list;
}

void pawl_timers_reset_(void)
{
    timers.lock = (struct pawl_lowlock){0};
    timers.heap = (struct pawl_heap){0};
    timers.next = 0;
}
