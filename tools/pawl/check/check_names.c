// check_names.c - what the locks in a record of checks are called, and where things were done.
// SPDX-License-Identifier: MIT
#include "check/check_names.h"

#include "profile_names.h"
#include "profile_places.h"
#include "profile_stacks.h"
#include "profile_strings.h"
#include "text.h"
#include "xalloc.h"

#include <stdlib.h>

struct check_names {
    struct profile *profile;
    struct places *places;
    const struct pawl_check_record *record;
};

struct check_names *check_names_new(struct profile *p, struct profile_process *process,
                                    const struct pawl_check_record *r)
{
    struct check_names *n = xcalloc(1, sizeof *n);
    *n = (struct check_names){p, places_new(p, process, &r->head), r};
    return n;
}

void check_names_free(struct check_names *n)
{
    places_free(n->places);
    free(n);
}

struct profile_stack check_names_stack(struct check_names *n, uint32_t stack)
{
    return stack_read(n->places, &n->record->head.stacks[stack]);
}

// The class tells of a variable; the address, which part of it this lock is.
static pawl_record_place place_of(const struct check_names *n, const struct pawl_check_class *c,
                                  uint64_t address)
{
    const struct pawl_record_module *m = record_place_module(&n->record->head, c->place);
    if (!m || address < m->start || address >= m->end || address < m->bias)
        return c->place;
    uint64_t offset = address - m->bias;
    if (offset >> PAWL_RECORD_MODULE_SHIFT)
        return c->place;
    return (c->place >> PAWL_RECORD_MODULE_SHIFT) << PAWL_RECORD_MODULE_SHIFT | offset;
}

static const char *by_birth(struct check_names *n, const struct pawl_check_class *c)
{
    char text[700] = "";
    const char *kind = profile_kind((enum pawl_kind)c->kind);
    struct profile_stack born = check_names_stack(n, c->born);
    const struct profile_frame *maker = profile_caller(born.frames, born.depth);
    if (maker)
        text_add(text, sizeof text, "%s %s at %s", kind, c->initialised ? "made" : "first used",
                 profile_frame_name(n->profile, maker));
    else
        text_add(text, sizeof text, "unknown %s", kind);
    free(born.frames);
    return profile_string(n->profile, text);
}

// What nobody can hold, as a condition variable, has no class: only its address is known.
static const char *by_address(struct check_names *n, uint64_t address)
{
    for (size_t i = 0; i < PAWL_RECORD_MODULES && address; i++) {
        const struct pawl_record_module *m = &n->record->head.modules[i];
        uint64_t offset = address - m->bias;
        if (!m->ready || address < m->start || address >= m->end || address < m->bias ||
            offset >> PAWL_RECORD_MODULE_SHIFT)
            continue;
        return places_variable(n->places, (i + 1) << PAWL_RECORD_MODULE_SHIFT | offset);
    }
    return NULL;
}

struct checked_lock check_names_lock(struct check_names *n, const struct pawl_check_lock_id *id,
                                     const enum pawl_kind *waited)
{
    const struct pawl_check_record *r = n->record;
    const struct pawl_check_class *c = &r->classes[id->class_];
    const char *kind = id->class_ ? profile_kind((enum pawl_kind)c->kind)
                       : waited   ? profile_kind(*waited)
                                  : NULL;
    struct checked_lock lock = {
        .kind = kind,
        .address = n->profile->raw_addresses ? id->address : 0,
    };
    if (id->name > 0) {
        lock.name = profile_string(n->profile, r->names[id->name]);
    } else if (c->name > 0) {
        lock.name = profile_string(n->profile, r->names[c->name]);
    } else if (c->place) {
        lock.name = places_variable(n->places, place_of(n, c, id->address));
    } else if (id->class_ > 0) {
        lock.name = by_birth(n, c);
        lock.described = true;
    } else {
        lock.name = by_address(n, id->address);
    }
    return lock;
}
