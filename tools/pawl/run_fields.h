// run_fields.h - the figures of a lock or a call site, under perf lock's names.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_FIELDS_H
#define PAWL_TOOLS_RUN_FIELDS_H

#include "profile.h"
#include "text.h"

enum run_field {
    RUN_WAIT_TOTAL, // what tables are sorted by, unless the user says otherwise
    RUN_CONTENDED,
    RUN_ACQUIRED,
    RUN_AVG_WAIT,
    RUN_WAIT_MAX,
    RUN_WAIT_P50,
    RUN_WAIT_P99,
    RUN_WAITS, // of a condition variable: what contended is of a lock
    RUN_TIMED_OUT,
    RUN_OWNER_CHANGES,
    RUN_HOLD_TOTAL,
    RUN_AVG_HOLD,
    RUN_HOLD_MAX,
    RUN_HOLD_SHARE,
    RUN_NAME,
    RUN_FIELDS,
};

// A row of a table: one way into a lock, or a call site of it.
struct run_row {
    const struct profile_lock *lock;
    const struct profile_use *use;
    bool shared;               // for reading
    int64_t duration_ns;       // of the process
    const char *name, *suffix; // of the lock, and " (read) x64, 12 %"
    const char *where;         // of a call site; else NULL
};

// What a field is called: the key for -k, and two lines above its column.
struct run_field_words {
    const char *key, *head[2];
    int width; // of the column
};

extern const struct run_field_words run_field_words[RUN_FIELDS];

// run_field_of returns the field that a key names; RUN_FIELDS if there is none.
enum run_field run_field_of(const char *key);

// run_value returns a figure: a time in ns, a count, or a share; NAN if it is not known.
double run_value(const struct run_row *r, enum run_field field);

// run_value_text returns it for people.
struct words run_value_text(const struct run_row *r, enum run_field field);

// run_compare_rows says which of two rows comes first in a table sorted by a field: the larger one,
// or the one whose name comes first.
int run_compare_rows(const struct run_row *a, const struct run_row *b, enum run_field key);

#endif
