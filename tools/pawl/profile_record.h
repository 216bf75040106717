// profile_record.h - a record file in memory, checked and without duplicates.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_RECORD_H
#define PAWL_TOOLS_PROFILE_RECORD_H

#include "record_head.h"

#include <pawl/record.h>

// record_read returns a copy of a record file as it is at this moment, to be freed, that can be
// trusted: every index leads to an entry that is ready, every text ends, and what is not ready is
// all zero. NULL, and *wrong says why: a sentence part.
struct pawl_record *record_read(const char *path, const char **wrong);

// record_merge adds up the entries of a table that have the same key; all but one become all zero.
void record_merge(struct pawl_record *r);

#endif
