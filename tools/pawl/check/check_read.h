// check_read.h - what the checks found in the processes of a run, with names in place of addresses.
// SPDX-License-Identifier: MIT
//
// Made from records of checks (check_read.c) or from a saved JSON file (check_load.c); all that
// print take it from here. `pawl locks` takes its state from check_raw.h, and names from
// check_names.h.
#ifndef PAWL_TOOLS_CHECK_READ_H
#define PAWL_TOOLS_CHECK_READ_H

#include "check/check_names.h"

// A thread: tid 0 if it is not known.
struct checked_thread {
    int tid;
    unsigned number;  // the first thread that used a lock, the second…; 0: not known
    const char *name; // "": none
};

// One thread's part in a finding: struct pawl_check_step, with names.
struct checked_step {
    struct checked_thread thread, holder;
    struct checked_lock held, wanted;       // names are unique in the finding
    uint32_t held_flags, flags;             // PAWL_CHECK_*
    struct profile_stack held_stack, stack; // depth 0: not known
    bool joins;                             // it waits for the end of a thread, not for a lock
    int64_t ns;                             // so long; 0: not known
};

struct checked_finding {
    enum pawl_check_kind kind;
    uint32_t flags; // PAWL_FINDING_*
    uint64_t times;
    int64_t after_ns; // the start of the record
    struct checked_step *steps;
    size_t step_count;        // at least 1
    struct profile_stack now; // HELD_TOO_LONG: what its holder did, when that was looked at
    const char *suppressed;   // the reason that a suppression file gives; NULL: it is not
    bool told;                // it was printed already
};

struct checked_process {
    struct profile_process about; // pid, program, command, times, notes; no locks
    struct checked_finding *findings;
    size_t finding_count;
    uint64_t locks, classes, orders; // how many locks, kinds of locks, and orders it has looked at
    struct pawl_check_lost lost;
    uint64_t lost_stacks, lost_modules, lost_events;
    // For those who look at the record again.
    char *path;      // NULL: from JSON
    uint32_t *taken; // of the record's findings: 1 + index into findings; 0: not yet there
};

struct checked {
    struct checked_process *processes; // in the order in which they were added
    size_t process_count;
    struct profile names; // its strings, modules, and raw_addresses, to be set first
};

// checked_add_record reads a record of checks, as it is now; one that was read before is brought up
// to date: what was known stays where it is in findings, and new ones are appended. Returns NULL,
// or what is wrong with it: a sentence part, valid until the next call.
const char *checked_add_record(struct checked *c, const char *path);

// checked_add_head reads only what process it is, and how much it has looked at.
void checked_add_head(struct checked *c, const char *path);

// checked_drop_path forgets that a process' record has this path: the file is gone.
void checked_drop_path(struct checked *c, const char *path);

// checked_add_json reads a file that `pawl run --check --json` has written.
const char *checked_add_json(struct checked *c, const char *path);

// For those who fill it: an empty process at the end, which can be taken away again, and a finding
// at its end, with room for so many steps.
struct checked_process *checked_new_process(struct checked *c);
void checked_drop_last(struct checked *c);
struct checked_finding *checked_new_finding(struct checked_process *p, size_t steps);

void checked_free(struct checked *c);

#endif
