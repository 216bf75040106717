// profiled_use.c - records acquisitions: how often, where, by whom, for how long.
// SPDX-License-Identifier: MIT
#include "base/counter.h"
#include "watch/profiled.h"

#include <pawl/clock.h>

// The object and the site of an acquisition; NULL: no room for the object.
static const struct pawl_seen *see_lock(const struct pawl_profiled *p)
{
    uintptr_t address = (uintptr_t)p->event->lock;
    uintptr_t caller = (uintptr_t)p->event->caller << 1 | p->event->shared;
    uint64_t hash = (address ^ caller * 31) * UINT64_C(0x9e3779b97f4a7c15);
    struct pawl_seen *s = &p->thread->seen[hash >> 58];
    if (s->address == address && s->caller == caller &&
        pawl_count_published_(&s->object->address) == address && s->object->lock == s->lock)
        return s;
    s->address = 0;
    s->object = pawl_profiled_object_(p);
    if (!s->object)
        return NULL;
    s->lock = s->object->lock;
    s->site = pawl_record_site_(p->record, s->lock, (uintptr_t)p->event->caller, p->event->shared);
    s->caller = caller;
    s->address = address;
    return s;
}

// In the place of the oldest, if it is not free: that one has most likely been let go by another.
static void begin_reading(struct pawl_profile_thread *t, uintptr_t address, uint64_t now)
{
    struct pawl_reading *place = t->reading;
    for (int i = 1; i < PAWL_READING; i++)
        if (t->reading[i].since < place->since)
            place = &t->reading[i];
    *place = (struct pawl_reading){address, now};
}

// Returns since when, or 0.
static uint64_t end_reading(struct pawl_profile_thread *t, uintptr_t address)
{
    uint64_t since = 0;
    for (int i = 0; i < PAWL_READING && since == 0; i++)
        if (t->reading[i].address == address) {
            since = t->reading[i].since;
            t->reading[i] = (struct pawl_reading){0, 0};
        }
    return since;
}

void pawl_profiled_acquired_(const struct pawl_profiled *p)
{
    const struct pawl_seen *s = see_lock(p);
    if (!s)
        return;
    struct pawl_record_lock *l = &p->record->locks[s->lock];
    // Once only: a busy lock's owners have better things to do.
    struct pawl_record_use *use =
        s->site ? &s->site->use : pawl_profiled_use_(p, s->lock, p->event->shared);
    pawl_count_add_(&use->acquired, 1);
    bool hold = (pawl_word_load_rlx(&p->record->head.flags) & PAWL_RECORD_HOLD) != 0;
    uint64_t now = hold ? (uint64_t)pawl_now() : 0;
    if (p->event->shared) {
        if (hold)
            begin_reading(p->thread, s->address, now);
        return;
    }
    pawl_count_set_(&s->object->held_since, now);
    if (s->object->owner == p->thread->agent)
        return;
    if (s->object->owner != 0)
        pawl_count_add_(&l->owner_changes, 1);
    s->object->owner = p->thread->agent;
}

void pawl_profiled_released_(const struct pawl_profiled *p)
{
    struct pawl_record_object *o = pawl_record_find_(p->record, (uintptr_t)p->event->lock);
    if (!o)
        return;
    struct pawl_record_lock *l = &p->record->locks[o->lock];
    uint64_t now = (uint64_t)pawl_now();
    if (p->event->shared) {
        uint64_t began = end_reading(p->thread, (uintptr_t)p->event->lock);
        pawl_count_add_(&l->hold_shared_ns, began != 0 ? now - began : 0);
        return;
    }
    uint64_t since = pawl_count_(&o->held_since);
    pawl_count_set_(&o->held_since, 0);
    if (since == 0)
        return;
    pawl_count_add_(&l->hold_ns, now - since);
    pawl_count_max_(&l->hold_max_ns, now - since);
}

void pawl_profiled_starving_(const struct pawl_profiled *p)
{
    struct pawl_record_object *o = pawl_profiled_object_(p);
    if (o)
        pawl_count_add_(&p->record->locks[o->lock].starving, 1);
}
