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
    if (s->address == address && s->caller == caller && pawl_count_(&s->object->address) == address)
        return s;
    s->address = 0;
    s->object = pawl_profiled_object_(p);
    if (!s->object)
        return NULL;
    s->site = pawl_record_site_(p->record, s->object->lock, (uintptr_t)p->event->caller,
                                p->event->shared);
    s->caller = caller;
    s->address = address;
    return s;
}

void pawl_profiled_acquired_(const struct pawl_profiled *p)
{
    const struct pawl_seen *s = see_lock(p);
    if (!s)
        return;
    struct pawl_record_lock *l = &p->record->locks[s->object->lock];
    // Once only: a busy lock's owners have better things to do.
    struct pawl_record_use *use =
        s->site ? &s->site->use : pawl_profiled_use_(p, s->object->lock, p->event->shared);
    pawl_count_add_(&use->acquired, 1);
    bool hold = (pawl_word_load_rlx(&p->record->flags) & PAWL_RECORD_HOLD) != 0;
    uint64_t now = hold ? (uint64_t)pawl_now() : 0;
    if (p->event->shared) {
        pawl_count_add_(&l->hold_shared_ns, -now); // and + when it is released
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
        pawl_count_add_(&l->hold_shared_ns, now);
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
