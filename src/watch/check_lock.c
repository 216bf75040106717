// check_lock.c - the locks themselves, by address.
// SPDX-License-Identifier: MIT
//
// A table of chains. Who looks a lock up takes no lock: an entry that is taken out meanwhile may
// lead him astray into another chain, where he finds nothing, as addresses are compared. So nothing
// is certain but what is found, and who finds nothing looks once more under the guard.
#include "base/counter.h"
#include "watch/check_class.h"
#include "watch/checked.h"

_Static_assert(sizeof(struct pawl_check_lock) == 128 &&
                   offsetof(struct pawl_check_record, locks) % 64 == 0,
               "each on its own cache lines");

// ---- entering and leaving, under the guard ------------------------------------------------------

static uint32_t take_entry(struct pawl_check_record *r)
{
    uint32_t i = pawl_word_load_rlx(&r->free_lock);
    if (i != 0) {
        pawl_word_store_rlx(&r->free_lock, r->locks[i].next);
        return i;
    }
    i = pawl_word_load_rlx(&r->lock_count) + 1;
    if (i >= PAWL_CHECK_LOCKS)
        return 0;
    pawl_word_store_rlx(&r->lock_count, i);
    return i;
}

static void fill(struct pawl_check_record *r, struct pawl_check_lock *l,
                 const struct pawl_check_birth *b)
{
    // Who waits for the old one, if anybody does, will count himself out.
    l->owner = l->taken = l->name = l->level = l->flags = 0;
    l->reread = l->reread_first = l->reread_by = l->reread_gate = l->written_by = 0;
    l->since_ns = l->refused_ns = 0;
    l->unlocked_at = 0;
    pawl_word_store_rlx(&l->readers, 0);
    pawl_word_store_rlx(&l->pairs, 0);
    l->serial = pawl_word_add_acq(&r->serials, 1) + 1;
    l->class_ = pawl_check_class_(r, b);
    pawl_count_set_(&l->address, b->address);
}

// However long the chain is.
static uint32_t find(struct pawl_check_record *r, uintptr_t address)
{
    uint32_t i = *pawl_check_bucket_(r, address);
    while (i != 0 && r->locks[i].address != address)
        i = r->locks[i].next;
    return i;
}

static uint32_t enter(struct pawl_check_record *r, const struct pawl_check_birth *b)
{
    uint32_t i = find(r, b->address);
    if (i != 0)
        return i;
    i = take_entry(r);
    if (i == 0) {
        pawl_check_lose_(&r->lost.locks, "locks");
        return 0;
    }
    pawl_word *bucket = pawl_check_bucket_(r, b->address);
    fill(r, &r->locks[i], b);
    r->locks[i].next = pawl_word_load_rlx(bucket);
    pawl_word_store_rel(bucket, i);
    uint8_t *page = pawl_check_page_(r, b->address);
    *page = (uint8_t)(*page + (*page < UINT8_MAX));
    return i;
}

static void leave(struct pawl_check_record *r, uintptr_t address)
{
    pawl_word *link = pawl_check_bucket_(r, address);
    for (uint32_t i = *link; i != 0; link = &r->locks[i].next, i = *link) {
        struct pawl_check_lock *l = &r->locks[i];
        if (l->address != address)
            continue;
        uint8_t *page = pawl_check_page_(r, address);
        *page = (uint8_t)(*page - (*page < UINT8_MAX));
        *link = l->next;
        l->serial = 0;
        pawl_count_set_(&l->address, 0);
        l->next = pawl_word_load_rlx(&r->free_lock);
        pawl_word_store_rlx(&r->free_lock, i);
        return;
    }
}

// ---- for events ---------------------------------------------------------------------------------

static struct pawl_check_birth birth_of(const struct pawl_checked *c, bool initialised)
{
    struct pawl_check_birth b = {
        .address = (uintptr_t)c->event->lock,
        .kind = c->event->kind,
        .stack = pawl_check_stack_(c),
        .initialised = initialised,
    };
    return b;
}

uint32_t pawl_check_look_again_(struct pawl_check_record *r, uintptr_t address)
{
    pawl_check_guard_(r);
    uint32_t i = find(r, address);
    pawl_check_unguard_(r);
    return i;
}

uint32_t pawl_check_enter_lock_(const struct pawl_checked *c)
{
    struct pawl_check_birth b = birth_of(c, false);
    pawl_check_guard_(c->record);
    uint32_t i = enter(c->record, &b);
    pawl_check_unguard_(c->record);
    return i;
}

void pawl_check_renew_(const struct pawl_checked *c, bool initialised)
{
    struct pawl_check_birth b = birth_of(c, initialised);
    pawl_check_guard_(c->record);
    uint32_t i = find(c->record, b.address);
    if (i != 0)
        fill(c->record, &c->record->locks[i], &b);
    else
        enter(c->record, &b);
    pawl_check_unguard_(c->record);
}

void pawl_check_forget_(struct pawl_check_record *r, uintptr_t address)
{
    if (pawl_check_find_lock_(r, address) == 0)
        return;
    pawl_check_guard_(r);
    leave(r, address);
    pawl_check_unguard_(r);
}
