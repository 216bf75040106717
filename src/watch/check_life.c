// check_life.c - locks begin and end, and are copied.
// SPDX-License-Identifier: MIT
#include "base/counter.h"
#include "watch/checked.h"
#include "watch/file.h"

#include <pawl/clock.h>

static bool is_in_use(const struct pawl_check_lock *l)
{
    if ((l->flags & PAWL_CHECK_ANY_UNLOCKER) != 0)
        return pawl_word_load_rlx(&l->waiters) != 0;
    return (l->owner != 0 && l->owner != PAWL_CHECK_UNKNOWN) ||
           pawl_word_load_rlx(&l->readers) != 0 || pawl_word_load_rlx(&l->waiters) != 0;
}

// Returns the lock's index, if it is known.
static uint32_t look_at_use(const struct pawl_checked *c, enum pawl_check_kind kind)
{
    uint32_t lock = pawl_check_find_lock_(c->record, (uintptr_t)c->event->lock);
    struct pawl_check_lock *l = &c->record->locks[lock];
    if (lock == 0 || !(is_in_use(l) || c->event->tries)) // refused: the lock itself says so
        return lock;
    struct pawl_check_step s = pawl_check_step_(c, lock, pawl_check_stack_(c));
    pawl_check_holder_(c, &s, lock);
    pawl_check_found_(c, kind, 0, &s, 1, pawl_check_mix_(s.stack, l->class_));
    l->flags |= PAWL_CHECK_ANY_UNLOCKER; // nothing more is said of it
    return lock;
}

void pawl_check_init_(const struct pawl_checked *c)
{
    look_at_use(c, PAWL_FOUND_INIT);
    pawl_check_renew_(c, true);
}

// One that was refused, as the lock is in use, leaves the lock as it was.
void pawl_check_destroy_(const struct pawl_checked *c)
{
    uint32_t lock = look_at_use(c, PAWL_FOUND_DESTROY);
    if (lock != 0 && !c->event->tries)
        pawl_check_forget_(c->record, (uintptr_t)c->event->lock);
}

// Where the bytes come from: granted_ns has the lower bits of an eighth of that address.
static uint32_t original(const struct pawl_check_record *r, uint32_t eighth)
{
    uint32_t count = pawl_word_load_rlx(&r->lock_count);
    for (uint32_t i = 1; i <= count; i++) {
        uint64_t address = pawl_count_(&r->locks[i].address);
        if (address != 0 && (uint32_t)(address >> 3) == eighth)
            return i;
    }
    return 0;
}

// Its bytes are not what this address had before, so nothing that is known of that holds. New bytes
// are a lock that was never used; others are a copy.
void pawl_check_copied_(const struct pawl_checked *c)
{
    struct pawl_check_record *r = c->record;
    uint32_t lock = pawl_check_find_lock_(r, (uintptr_t)c->event->lock);
    if (c->event->granted_ns == 0) {
        struct pawl_check_lock *l = &r->locks[lock];
        if (lock != 0 && (l->flags & PAWL_CHECK_USED) != 0 && !is_in_use(l))
            pawl_check_renew_(c, false);
        return;
    }
    uint32_t from = original(r, (uint32_t)c->event->granted_ns);
    lock = pawl_check_lock_(c);
    if (lock == 0)
        return;
    struct pawl_check_step s = pawl_check_step_(c, lock, pawl_check_stack_(c));
    if (from != 0) {
        s.held = pawl_check_id_(r, from);
        s.held_stack = r->locks[from].taken;
    }
    pawl_check_found_(c, PAWL_FOUND_COPIED, 0, &s, 1, pawl_check_mix_(s.stack, s.held.class_));
    r->locks[lock].flags |= PAWL_CHECK_USED; // as its original was
}

// ---- a trylock has failed -----------------------------------------------------------------------

// Somebody holds a lock that nobody has taken: it was copied while it was held. Or somebody has
// just taken it, and has not told yet; so it must stay like that for a while, if there are others.
void pawl_check_refused_(const struct pawl_checked *c)
{
    const struct pawl_check_lock *known =
        &c->record->locks[pawl_check_find_lock_(c->record, (uintptr_t)c->event->lock)];
    if (known->address != 0 && (known->owner != 0 || (known->flags & PAWL_CHECK_USED) != 0))
        return;
    uint32_t lock = pawl_check_lock_(c);
    struct pawl_check_lock *l = &c->record->locks[lock];
    int64_t now = pawl_now();
    if (lock == 0 || !pawl_check_how_.from_start || c->event->kind != PAWL_KIND_MUTEX)
        return;
    if (l->refused_ns == 0)
        l->refused_ns = now;
    if (!pawl_check_is_alone_(c->record) && now - l->refused_ns < PAWL_SECOND)
        return;
    struct pawl_check_step s = pawl_check_step_(c, lock, pawl_check_stack_(c));
    pawl_check_found_(c, PAWL_FOUND_COPIED, 0, &s, 1, pawl_check_mix_(s.stack, 0));
    l->flags |= PAWL_CHECK_ANY_UNLOCKER;
}

// ---- memory goes --------------------------------------------------------------------------------

enum { PAGE = 4096 };

static void look_at_line(const struct pawl_checked *c, uintptr_t line, uintptr_t first,
                         uintptr_t end)
{
    struct pawl_check_record *r = c->record;
    uint32_t i = pawl_word_load_acq(pawl_check_bucket_(r, line)), next;
    for (uint32_t steps = 0; i != 0 && steps < PAWL_CHECK_CHAIN; i = next, steps++) {
        uintptr_t address = pawl_count_(&r->locks[i].address);
        next = r->locks[i].next;
        uint32_t moment = c->event->note->moment;
        if (address < first || address >= end ||
            address / PAWL_CHECK_LINE != line / PAWL_CHECK_LINE ||
            (moment != 0 && r->locks[i].serial > moment))
            continue;
        struct pawl_event event = *c->event;
        event.lock = (const void *)address;
        struct pawl_checked lock = {r, c->self, &event};
        look_at_use(&lock, PAWL_FOUND_FREE);
        pawl_check_forget_(r, address);
    }
}

uint32_t pawl_check_moment_(void)
{
    uint32_t generation;
    if (!pawl_record_is_there_()) // and none is made for this
        return 0;
    struct pawl_check_record *r = (struct pawl_check_record *)(void *)pawl_record_(&generation);
    return r ? pawl_word_load_rlx(&r->serials) : 0;
}

bool pawl_check_may_hold_locks_(struct pawl_check_record *r, uintptr_t first, size_t bytes)
{
    for (uintptr_t page = first / PAGE * PAGE; page < first + bytes; page += PAGE)
        if (*pawl_check_page_(r, page) != 0)
            return true;
    return false;
}

// Most memory has no lock in it, which is quick to see.
static void look_at_gone(const struct pawl_checked *c, uintptr_t first, size_t bytes)
{
    uintptr_t end = first + bytes;
    for (uintptr_t page = first / PAGE * PAGE; page < end; page += PAGE) {
        if (*pawl_check_page_(c->record, page) == 0)
            continue;
        uintptr_t line = (page > first ? page : first) / PAWL_CHECK_LINE * PAWL_CHECK_LINE;
        for (; line < end && line < page + PAGE; line += PAWL_CHECK_LINE)
            look_at_line(c, line, first, end);
    }
}

// ---- what the program says of it ----------------------------------------------------------------

void pawl_check_note_(const struct pawl_checked *c)
{
    struct pawl_check_record *r = c->record;
    const struct pawl_note *note = c->event->note;
    if (note->what == PAWL_NOTE_GONE) {
        look_at_gone(c, (uintptr_t)c->event->lock, note->number);
        return;
    }
    uint32_t lock = pawl_check_lock_(c);
    struct pawl_check_lock *l = &r->locks[lock];
    if (lock == 0)
        return;
    pawl_check_guard_(r);
    switch (note->what) {
    case PAWL_NOTE_NAME: l->name = pawl_check_name_(r, note->text); break;
    case PAWL_NOTE_CLASS:
        l->class_ = pawl_check_named_class_(r, note->text, r->classes[l->class_].kind);
        break;
    case PAWL_NOTE_LEVEL: l->level = (uint32_t)note->number; break;
    case PAWL_NOTE_ANY_UNLOCKER: l->flags |= PAWL_CHECK_ANY_UNLOCKER; break;
    case PAWL_NOTE_GONE: break;
    }
    pawl_check_unguard_(r);
}
