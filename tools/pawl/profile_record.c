// profile_record.c - reads a record file, and believes nothing in it.
// SPDX-License-Identifier: MIT
//
// The process that wrote it may have crashed half-way, may still be writing, or may be hostile.
// What is wrong is made harmless here, once, so that nobody else has to look again.
#include "profile_record.h"

#include <stdbool.h>

static bool is_lock(const struct pawl_record *r, uint32_t lock)
{
    return lock < PAWL_RECORD_LOCKS && r->locks[lock].ready;
}

// Lock 0 takes what found no room in the table, and counts as there if anything did.
static void check_locks(struct pawl_record *r)
{
    struct pawl_record_lock *rest = &r->locks[0];
    rest->ready = rest->exclusive.acquired + rest->exclusive.contended + rest->shared.acquired +
                      rest->shared.contended + r->lost.locks >
                  0;
    rest->place = 0;
    rest->born = 0;
    for (size_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        struct pawl_record_lock *l = &r->locks[i];
        if (!l->ready || l->kind > PAWL_KIND_CHANNEL)
            *l = (struct pawl_record_lock){0};
        l->place = record_checked_place(&r->head, l->place);
        l->born = record_is_stack(&r->head, l->born) ? l->born : 0;
    }
}

// What the process counts at the sites only, the locks have, too.
static void add_up_sites(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        const struct pawl_record_site *s = &r->sites[i];
        struct pawl_record_lock *l = &r->locks[s->lock];
        if (s->ready)
            (s->shared ? &l->shared : &l->exclusive)->acquired += s->use.acquired;
    }
}

static void check_sites(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        struct pawl_record_site *s = &r->sites[i];
        if (!s->ready || !is_lock(r, s->lock))
            *s = (struct pawl_record_site){0};
        s->caller = record_checked_place(&r->head, s->caller);
        s->shared = s->shared != 0;
    }
}

static void check_objects(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_OBJECTS; i++) {
        if (r->objects[i].address == 0 || !is_lock(r, r->objects[i].lock))
            r->objects[i] = (struct pawl_record_object){0};
    }
}

static void check_charges(struct pawl_record *r)
{
    for (size_t i = 0; i < PAWL_RECORD_CHARGES; i++) {
        struct pawl_record_charge *c = &r->charges[i];
        if (!c->ready || !is_lock(r, c->lock) || c->role > PAWL_RECORD_UNLOCKED)
            *c = (struct pawl_record_charge){0};
        c->stack = record_is_stack(&r->head, c->stack) ? c->stack : 0;
    }
}

static void check_settings(struct pawl_record *r)
{
    r->sample = r->sample > 0 ? r->sample : 1;
    r->slot_shift = r->slot_shift < 56 ? r->slot_shift : 56; // two years
}

struct pawl_record *record_read(const char *path, const char **wrong)
{
    static const struct record_kind kind = {PAWL_RECORD_MAGIC, PAWL_RECORD_VERSION,
                                            sizeof(struct pawl_record)};
    struct pawl_record *r = record_load(path, &kind, wrong);
    if (!r)
        return NULL;
    record_check_head(&r->head);
    check_settings(r);
    check_locks(r);
    check_sites(r);
    add_up_sites(r);
    check_objects(r);
    check_charges(r);
    return r;
}
