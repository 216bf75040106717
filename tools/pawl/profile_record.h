// profile_record.h - a record file in memory, checked and without duplicates.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_RECORD_H
#define PAWL_TOOLS_PROFILE_RECORD_H

#include <pawl/record.h>

// record_read returns a copy of a record file as it is at this moment, to be freed, that can be
// trusted: every index leads to an entry that is ready, every text ends, and what is not ready is
// all zero. NULL, and *wrong says why: a sentence part.
struct pawl_record *record_read(const char *path, const char **wrong);

// record_merge adds up the entries of a table that have the same key; all but one become all zero.
void record_merge(struct pawl_record *r);

// record_place_module returns the module of a place, or NULL.
static inline const struct pawl_record_module *record_place_module(const struct pawl_record_head *r,
                                                                   pawl_record_place place)
{
    uint64_t module = place >> PAWL_RECORD_MODULE_SHIFT;
    return module > 0 ? &r->modules[module - 1] : NULL;
}

// record_place_offset returns how far a place is from its module's load address; without a module,
// the address.
static inline uint64_t record_place_offset(pawl_record_place place)
{
    return place & (((pawl_record_place)1 << PAWL_RECORD_MODULE_SHIFT) - 1);
}

#endif
