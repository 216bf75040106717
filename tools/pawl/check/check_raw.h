// check_raw.h - a record of checks in memory, checked.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_RAW_H
#define PAWL_TOOLS_CHECK_RAW_H

#include "record_head.h"

#include <pawl/check_record.h>

// check_raw_read returns a copy of a record of checks as it is at this moment, to be freed, in
// which findings, steps, names, threads, classes and locks can be trusted: every index in them
// leads to an entry that is there, or is 0; every text ends; what is not ready is all zero. Edges,
// pairs, and what is internal, are as they were. NULL, and *wrong says why: a sentence part.
struct pawl_check_record *check_raw_read(const char *path, const char **wrong);

// How far a record has come.
struct check_counts {
    uint32_t findings, locks, classes, orders;
    struct pawl_check_lost lost;
    bool written; // a process still has it, and may write more
};

struct check_counts check_raw_counts(const struct pawl_check_record *r);

// check_raw_glance reads only the counts, and of the head what comes before its stacks. Returns
// false if there is no such record.
bool check_raw_glance(const char *path, struct check_counts *counts, struct pawl_record_head *head);

#endif
