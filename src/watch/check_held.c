// check_held.c - who holds what: every lock and every unlock comes through here.
// SPDX-License-Identifier: MIT
//
// A thread's list of held locks is its own; others only read it. Where one thread unlocks what
// another has locked, that one's list is wrong from then on: an entry counts only if the lock
// agrees.
#include "base/counter.h"
#include "watch/checked.h"

#include <pawl/clock.h>
#include <pawl/mutex.h>
#include <string.h>

static uint32_t flags_of(const struct pawl_event *e)
{
    uint32_t flags = 0;
    if (e->shared)
        flags |= PAWL_CHECK_SHARED | (e->joins ? 0 : PAWL_CHECK_QUEUES);
    if (e->tries)
        flags |= PAWL_CHECK_GIVES_UP;
    if (e->robust)
        flags |= PAWL_CHECK_ROBUST;
    return flags;
}

bool pawl_check_is_held_(const struct pawl_check_record *r, uint32_t thread,
                         const struct pawl_check_held *h)
{
    const struct pawl_check_lock *l = &r->locks[h->lock];
    if (l->serial != h->serial || (l->flags & PAWL_CHECK_ANY_UNLOCKER) != 0)
        return false;
    return (h->flags & PAWL_CHECK_SHARED) != 0 || l->owner == thread + 1;
}

// ---- locking ------------------------------------------------------------------------------------

// A read lock, taken again: if there is a writer that may come in between, that is a deadlock.
static void look_for_reread(const struct pawl_checked *c, uint32_t lock, uint32_t stack,
                            uint32_t flags)
{
    struct pawl_check_thread *e = c->self->entry;
    struct pawl_check_lock *l = &c->record->locks[lock];
    if ((flags & (PAWL_CHECK_QUEUES | PAWL_CHECK_GIVES_UP)) != PAWL_CHECK_QUEUES)
        return;
    uint32_t count = pawl_word_load_rlx(&e->held_count), gate = 0;
    const struct pawl_check_held *before = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct pawl_check_held *h = &e->held[i];
        if (h->lock == lock && h->serial == l->serial)
            before = h;
        else if ((h->flags & PAWL_CHECK_SHARED) == 0 && gate == 0)
            gate = h->serial;
    }
    if (!before)
        return;
    if (l->written_by != 0 && l->written_by != e->number && gate == 0) {
        struct pawl_check_step s = pawl_check_step_(c, lock, stack);
        s.held = s.wanted;
        s.held_stack = before->stack;
        s.held_flags = s.flags = PAWL_CHECK_SHARED;
        pawl_check_found_(c, PAWL_FOUND_READ_AGAIN, 0, &s, 1, l->class_);
    }
    if (l->reread == 0 || gate == 0) {
        l->reread_gate = gate;
        l->reread_first = before->stack;
        l->reread_by = e->number;
        l->reread = stack;
    }
}

// A writer, where others read again what they read already.
static void look_at_rereaders(const struct pawl_checked *c, uint32_t lock, uint32_t stack)
{
    struct pawl_check_thread *e = c->self->entry;
    struct pawl_check_lock *l = &c->record->locks[lock];
    uint32_t count = pawl_word_load_rlx(&e->held_count);
    if (count == 0 && !pawl_check_is_alone_(c->record))
        l->written_by = l->written_by == 0 || l->written_by == e->number ? e->number : ~0u;
    if (l->reread == 0 || l->reread_by == e->number)
        return;
    for (uint32_t i = 0; i < count; i++)
        if (l->reread_gate != 0 && e->held[i].serial == l->reread_gate)
            return;
    struct pawl_check_step steps[2] = {{0}};
    steps[0].thread = l->reread_by;
    steps[0].held = steps[0].wanted = pawl_check_id_(c->record, lock);
    steps[0].held_stack = l->reread_first;
    steps[0].stack = l->reread;
    steps[0].held_flags = steps[0].flags = PAWL_CHECK_SHARED;
    steps[1] = pawl_check_step_(c, lock, stack);
    pawl_check_found_(c, PAWL_FOUND_READ_AGAIN, 0, steps, 2, l->class_);
}

// What others have unlocked for this thread makes room. Returns how many are left.
static uint32_t make_room(const struct pawl_checked *c)
{
    struct pawl_check_record *r = c->record;
    struct pawl_check_thread *e = c->self->entry;
    uint32_t count = pawl_word_load_rlx(&e->held_count), kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct pawl_check_held *h = &e->held[kept];
        if (!pawl_check_is_held_(r, c->self->index, &e->held[i]))
            continue;
        *h = e->held[i];
        h->chain = pawl_check_chain_(r, kept > 0 ? h - 1 : NULL, h->lock, h->flags);
        kept++;
    }
    pawl_word_store_rlx(&e->held_count, kept);
    return kept;
}

static void push(const struct pawl_checked *c, uint32_t lock, uint32_t stack, uint32_t flags)
{
    struct pawl_check_record *r = c->record;
    struct pawl_check_thread *e = c->self->entry;
    uint32_t count = pawl_word_load_rlx(&e->held_count);
    if (PAWL_UNLIKELY(count == PAWL_CHECK_HELD))
        count = make_room(c);
    if (count == PAWL_CHECK_HELD) {
        e->held_lost++;
        pawl_check_lose_(&r->lost.held, "locks held by one thread");
        return;
    }
    struct pawl_check_held *h = &e->held[count];
    uint64_t chain = pawl_check_chain_(r, count > 0 ? h - 1 : NULL, lock, flags);
    if (count > 0)
        pawl_check_order_(c, lock, stack, flags, chain);
    *h = (struct pawl_check_held){lock, r->locks[lock].serial, stack, flags, chain};
    // release: readers find the entry when they see the count.
    pawl_word_store_rel(&e->held_count, count + 1);
}

static void note_owner(const struct pawl_checked *c, struct pawl_check_lock *l, uint32_t stack)
{
    l->owner = c->self->entry ? c->self->index + 1 : PAWL_CHECK_UNKNOWN;
    l->taken = stack;
    if (c->record->held_too_long_ns > 0)
        l->since_ns = pawl_now();
}

void pawl_check_acquired_(const struct pawl_checked *c)
{
    uint32_t lock = pawl_check_lock_(c);
    if (lock == 0)
        return;
    struct pawl_check_lock *l = &c->record->locks[lock];
    uint32_t flags = flags_of(c->event);
    uint32_t stack = pawl_check_stack_(c);
    bool rwmutex = c->event->kind == PAWL_KIND_RWMUTEX && c->self->entry;
    if ((l->flags & PAWL_CHECK_USED) == 0)
        l->flags |= PAWL_CHECK_USED;
    if (c->event->shared) {
        pawl_word_add_acq(&l->readers, 1);
        if (rwmutex)
            look_for_reread(c, lock, stack, flags);
    } else {
        note_owner(c, l, stack);
        if (rwmutex)
            look_at_rereaders(c, lock, stack);
    }
    if (c->self->entry)
        push(c, lock, stack, flags);
}

// ---- unlocking ----------------------------------------------------------------------------------

// Takes a lock off the list. The orders above it go by other names from now on.
static bool pop(const struct pawl_checked *c, uint32_t lock)
{
    struct pawl_check_thread *e = c->self->entry;
    uint32_t count = e ? pawl_word_load_rlx(&e->held_count) : 0;
    uint32_t i = count;
    while (i > 0 &&
           (e->held[i - 1].lock != lock || e->held[i - 1].serial != c->record->locks[lock].serial))
        i--;
    if (i == 0)
        return false;
    pawl_word_store_rlx(&e->held_count, count - 1);
    for (; PAWL_UNLIKELY(i < count); i++) {
        struct pawl_check_held *h = &e->held[i - 1];
        *h = e->held[i];
        h->chain = pawl_check_chain_(c->record, i > 1 ? h - 1 : NULL, h->lock, h->flags);
    }
    return true;
}

// Of a mutex, ours or the C library's, the first word says so.
static bool is_unlocked(const struct pawl_checked *c)
{
    const pawl_mutex *m = c->event->lock;
    return c->event->kind == PAWL_KIND_MUTEX && pawl_word_load_rlx(&m->state) == 0;
}

// From now on the lock is one that anybody unlocks: it is said once.
static void found_other(const struct pawl_checked *c, uint32_t lock, bool unlocked)
{
    struct pawl_check_lock *l = &c->record->locks[lock];
    struct pawl_check_step s = pawl_check_step_(c, lock, pawl_check_stack_(c));
    s.flags = c->event->shared ? PAWL_CHECK_SHARED : 0;
    if (unlocked && l->unlocked_at != 0) {
        s.held = s.wanted;
        s.held_stack = pawl_check_call_(c->record, l->unlocked_at);
    } else if (!unlocked) {
        pawl_check_holder_(c, &s, lock);
        l->flags |= PAWL_CHECK_ANY_UNLOCKER;
    }
    pawl_check_found_(c, unlocked ? PAWL_FOUND_UNLOCK_OF_UNLOCKED : PAWL_FOUND_UNLOCK_BY_OTHER, 0,
                      &s, 1, pawl_check_mix_(s.stack, l->class_));
}

static void check_time(const struct pawl_checked *c, uint32_t lock)
{
    struct pawl_check_lock *l = &c->record->locks[lock];
    int64_t ns = pawl_now() - l->since_ns;
    int64_t limit = c->record->held_too_long_ns;
    if (limit <= 0 || l->since_ns == 0 || ns <= limit)
        return;
    struct pawl_check_step s = pawl_check_step_(c, lock, pawl_check_stack_(c));
    pawl_check_holder_(c, &s, lock);
    s.ns = ns;
    pawl_check_found_(c, PAWL_FOUND_HELD_TOO_LONG, 0, &s, 1, l->class_);
}

// Of the others nobody knows whether they read; nor of this thread, if it may have begun to before
// anybody looked.
static void released_shared(const struct pawl_checked *c, uint32_t lock)
{
    struct pawl_check_lock *l = &c->record->locks[lock];
    uint32_t readers = pawl_word_load_rlx(&l->readers);
    bool held = pop(c, lock);
    if (readers != 0)
        pawl_word_add_rel(&l->readers, ~0u);
    if (held || (l->flags & PAWL_CHECK_ANY_UNLOCKER) != 0 || !c->self->entry)
        return;
    if (c->self->entry->held_lost > 0)
        c->self->entry->held_lost--;
    else if ((l->flags & PAWL_CHECK_USED) != 0 && pawl_check_how_.from_start)
        found_other(c, lock, readers == 0);
}

void pawl_check_released_(const struct pawl_checked *c)
{
    uint32_t lock = pawl_check_look_for_lock_(c->record, (uintptr_t)c->event->lock);
    if (lock == 0) {
        if (is_unlocked(c))
            found_other(c, pawl_check_lock_(c), true);
        return;
    }
    if (c->event->shared) {
        released_shared(c, lock);
        return;
    }
    struct pawl_check_lock *l = &c->record->locks[lock];
    uint32_t owner = l->owner;
    bool own = c->self->entry && owner == c->self->index + 1;
    if (own) {
        if (c->record->held_too_long_ns > 0)
            check_time(c, lock);
        if (!pop(c, lock) && c->self->entry->held_lost > 0)
            c->self->entry->held_lost--;
    } else if (is_unlocked(c)) {
        found_other(c, lock, true);
    } else if (owner != 0 && owner != PAWL_CHECK_UNKNOWN && c->self->entry &&
               (l->flags & PAWL_CHECK_ANY_UNLOCKER) == 0) {
        found_other(c, lock, false);
    }
    l->owner = 0;
    l->unlocked_at = (uintptr_t)c->event->caller;
}
