// profiled_wait.c - records waits: how long, where, and whose unlock ended them.
// SPDX-License-Identifier: MIT
//
// A wait's stack is captured at its beginning, when the thread can do nothing better, and not at
// the end, when it has the lock.
//
// Who made them wait: the unlock that lets a waiter go is charged with what all waiters have waited
// since the charge before, as in Go since 1.22 (objects.c).
#include "base/counter.h"
#include "watch/profiled.h"

// An average of one in `sample`, but not every such: programs have rhythms of their own.
static bool is_sampled(const struct pawl_profiled *p)
{
    uint32_t sample = p->record->sample;
    if (sample <= 1)
        return true;
    struct pawl_profile_thread *t = p->thread;
    if (t->countdown == 0) {
        t->random = t->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        t->countdown = 1 + (uint32_t)(t->random >> 33) % (2 * sample - 1);
    }
    return --t->countdown == 0;
}

void pawl_profiled_wait_(const struct pawl_profiled *p, bool by_events)
{
    struct pawl_profile_wait *w = &p->thread->wait;
    if (w->active) { // in a signal handler, or after a jump out of the wait: what follows is lost
        pawl_profiled_waited_(p, false);
        pawl_count_add_(&p->record->head.lost_events, 1);
    }
    *w = (struct pawl_profile_wait){.active = true, .by_events = by_events};
    w->address = (uintptr_t)p->event->lock;
    if (!is_sampled(p))
        return;
    w->object = pawl_profiled_object_(p);
    if (!w->object)
        return;
    struct pawl_stack stack = pawl_profiled_stack_(p);
    w->shared = p->event->shared;
    w->caller = p->event->caller ? (uintptr_t)p->event->caller : stack.pcs[0];
    w->stack = pawl_record_stack_(&p->record->head, &stack);
    w->began_ns = pawl_record_join_(w->object, w->address);
    w->sampled = w->began_ns != 0;
}

static uint32_t bucket_of(uint64_t ns)
{
    if (ns < 4)
        return (uint32_t)ns;
    uint32_t e = 61 - (uint32_t)__builtin_clzll(ns);
    uint32_t bucket = 4 * (e + 1) + (uint32_t)(ns >> e) - 4;
    return bucket < PAWL_RECORD_BUCKETS ? bucket : PAWL_RECORD_BUCKETS - 1;
}

static void count_wait(struct pawl_record_use *use, const struct pawl_profiled *p, uint64_t ns,
                       bool timed_out)
{
    const struct pawl_profile_wait *w = &p->thread->wait;
    uint32_t weight = p->record->sample;
    pawl_count_add_(&use->contended, weight);
    if (timed_out)
        pawl_count_add_(&use->timed_out, weight);
    pawl_count_add_(&use->wait_ns, ns * weight);
    pawl_count_max_(&use->wait_max_ns, ns);
    if (w->granted_ns >= w->began_ns) {
        uint64_t to_grant = (uint64_t)(w->granted_ns - w->began_ns);
        pawl_count_add_(&use->wake_ns, (ns - (to_grant < ns ? to_grant : ns)) * weight);
    }
    pawl_count_add32_(&use->waits.buckets[bucket_of(ns)], weight);
}

// Twice as wide slots, half as many. A wait that is being added meanwhile may end up in another
// one.
static void widen_slots(struct pawl_record *r, uint32_t shift)
{
    if (!pawl_word_cas_acq(&r->slot_shift, shift, shift + 1))
        return;
    for (uint32_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        uint64_t *slots = r->locks[i].timeline;
        for (uint32_t s = 0; s < PAWL_RECORD_SLOTS; s++) {
            uint64_t both = s < PAWL_RECORD_SLOTS / 2
                                ? pawl_count_(&slots[2 * s]) + pawl_count_(&slots[2 * s + 1])
                                : 0;
            if (both != 0 || pawl_count_(&slots[s]) != 0)
                pawl_count_set_(&slots[s], both);
        }
    }
}

static void note_when(struct pawl_record *r, uint32_t lock, uint64_t now, uint64_t ns)
{
    uint64_t at = now - (uint64_t)r->head.started_ns;
    uint32_t shift;
    while (at >> (shift = pawl_word_load_rlx(&r->slot_shift)) >= PAWL_RECORD_SLOTS)
        widen_slots(r, shift);
    pawl_count_add_(&r->locks[lock].timeline[at >> shift], ns);
}

void pawl_profiled_waited_(const struct pawl_profiled *p, bool timed_out)
{
    struct pawl_profile_wait *w = &p->thread->wait;
    w->active = false;
    if (!w->sampled)
        return;
    struct pawl_record *r = p->record;
    uint32_t lock = w->object->lock; // the entry may be another lock's after this
    uint64_t now = (uint64_t)pawl_record_leave_(r, w->object, w->began_ns, r->sample);
    uint64_t ns = now - (uint64_t)w->began_ns;
    uint64_t all = ns * r->sample;
    count_wait(pawl_profiled_use_(p, lock, w->shared), p, ns, timed_out);
    struct pawl_record_site *site = pawl_record_site_(r, lock, w->caller, w->shared);
    if (site)
        count_wait(&site->use, p, ns, timed_out);
    struct pawl_record_charge *c = pawl_record_charge_(r, lock, w->stack, PAWL_RECORD_WAITED);
    if (c) {
        pawl_count_add_(&c->count, r->sample);
        pawl_count_add_(&c->wait_ns, all);
        pawl_count_max_(&c->wait_max_ns, ns);
    }
    note_when(r, lock, now, all);
}

// The caller has let a waiter go.
void pawl_profiled_woke_(const struct pawl_profiled *p)
{
    struct pawl_record *r = p->record;
    struct pawl_record_object *o = pawl_record_find_(r, (uintptr_t)p->event->lock);
    if (!o || (pawl_word_load_rlx(&o->waiters) == 0 && pawl_count_(&o->owed_ns) == 0))
        return;
    struct pawl_stack stack = pawl_profiled_stack_(p);
    uint32_t lock = o->lock;
    uint64_t ns = pawl_record_charge_off_(o, (uintptr_t)p->event->lock);
    uint32_t index = pawl_record_stack_(&r->head, &stack);
    struct pawl_record_charge *c = pawl_record_charge_(r, lock, index, PAWL_RECORD_UNLOCKED);
    if (!c)
        return;
    pawl_count_add_(&c->count, 1);
    pawl_count_add_(&c->wait_ns, ns * r->sample);
    pawl_count_max_(&c->wait_max_ns, ns);
}
