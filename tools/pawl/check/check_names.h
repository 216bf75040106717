// check_names.h - what the locks in a record of checks are called, and where things were done.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_NAMES_H
#define PAWL_TOOLS_CHECK_NAMES_H

#include "profile.h"

#include <pawl/check_record.h>

// A lock as a report calls it.
struct checked_lock {
    const char
        *name; // "queue_lock", "pool[3].lock", "mutex made at pool.c:41 make_pool"; NULL: none
    const char *kind; // "mutex"; NULL: not known
    bool described;   // name is no name, but says what kind of lock it is, and where it was made
    uint64_t address; // if raw addresses were asked for; else 0
};

struct check_names;

// check_names_new prepares look-ups in a record that check_raw_read has returned. Texts are kept in
// p, which must outlive them; what cannot be looked up becomes a note of process.
struct check_names *check_names_new(struct profile *p, struct profile_process *process,
                                    const struct pawl_check_record *r);

// check_names_lock returns what a lock is called: by the name that the program gave it, else by the
// variable that it is, or is part of, else by where it was made. Several that were made at one
// place have one name. waited: of what somebody waits for, its kind, which a lock tells by itself.
struct checked_lock check_names_lock(struct check_names *n, const struct pawl_check_lock_id *id,
                                     const enum pawl_kind *waited);

// check_names_stack returns a stack of the record with names; its frames are to be freed.
struct profile_stack check_names_stack(struct check_names *n, uint32_t stack);

void check_names_free(struct check_names *n);

#endif
