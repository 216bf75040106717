// record_head.h - what all record files begin with, read and checked.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RECORD_HEAD_H
#define PAWL_TOOLS_RECORD_HEAD_H

#include <pawl/record_head.h>

#include <stdbool.h>
#include <stddef.h>

// What a kind of record begins with, and how long it is.
struct record_kind {
    const char *magic; // 8 bytes
    uint32_t version;
    size_t bytes;
};

// record_load returns a copy of a record file of that kind as it is at this moment, to be freed:
// bytes that nobody has looked at, but for magic, version and size. NULL, and *wrong says why: a
// sentence part.
void *record_load(const char *path, const struct record_kind *kind, const char **wrong);

// record_glance does so for parts of the file only, to look at it often: reads bytes from at into
// part. Returns false if it is not of that kind, or cannot be read.
bool record_glance(int fd, const struct record_kind *kind, size_t at, void *part, size_t bytes);

// record_open opens a file for reading that is a regular one. -1, and *wrong.
int record_open(const char *path, const char **wrong);

// record_check_head makes harmless what is wrong in a head, its stacks and modules: texts end,
// stacks[0] is unknown, what is not ready is all zero, and places lead to modules that are ready.
void record_check_head(struct pawl_record_head *h);

// record_check_about does so for what comes before the tables.
void record_check_about(struct pawl_record_head *h);

// record_is_stack tells whether an index leads to a stack that is known.
bool record_is_stack(const struct pawl_record_head *h, uint32_t stack);

// record_checked_place returns place, or 0 if its module is not there.
pawl_record_place record_checked_place(const struct pawl_record_head *h, pawl_record_place place);

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
