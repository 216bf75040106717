// run_rows.h - the rows of the report's tables.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_ROWS_H
#define PAWL_TOOLS_RUN_ROWS_H

#include "run_fields.h"

enum run_rows_what {
    RUN_ROWS_LOCKS,  // that somebody waited for: a row for writing, one for reading
    RUN_ROWS_SITES,  // the places where somebody waited for one of those
    RUN_ROWS_EVENTS, // what one waits for until something happens: condition variables and the like
    RUN_ROWS_HELD,   // locks that were held
};

struct run_rows {
    struct run_row *rows;
    size_t count;
};

// run_rows_of returns the rows of a process, sorted by key; to be freed. Their names become part of
// the profile.
struct run_rows run_rows_of(struct profile *p, const struct profile_process *process,
                            enum run_rows_what what, enum run_field key);

// run_is_event tells whether one waits for this kind of lock until something happens, which is its
// purpose, and not until others let it go.
bool run_is_event(enum pawl_kind kind);

#endif
