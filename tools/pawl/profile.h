// profile.h - what the locks of a run did: its records, with names in place of addresses.
// SPDX-License-Identifier: MIT
//
// Made from record files (profile_read.c) or from a saved JSON file (profile_load.c); everything
// that prints (table, JSON, HTML, pprof, folded stacks) takes it from here.
#ifndef PAWL_TOOLS_PROFILE_H
#define PAWL_TOOLS_PROFILE_H

#include "histogram.h"

#include <pawl/watch.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A place in a program. Of an inlined call there are several frames at one address.
struct profile_frame {
    const char *function; // NULL: not known
    const char *file;     // NULL: not known
    int line;             // 0: not known
    const char *module;   // the file's path; NULL: no module (JIT code)
    uint64_t offset;      // in the module, as addr2line wants it: inside the call
    const char *build_id; // of the module, in hex; NULL: not known
    uint64_t address;     // in the process, if raw_addresses were asked for; else 0
};

// A stack, the caller of the lock function first.
struct profile_stack {
    struct profile_frame *frames;
    size_t depth;
    size_t ours; // after those lie so many functions of pawl's own, which the caller went through
};

// What was counted of one way into a lock, or of one site: struct pawl_record_use, plus quantiles.
struct profile_use {
    uint64_t acquired, contended, timed_out;
    uint64_t wait_ns, wait_max_ns, wake_ns;
    struct distribution waits; // of contended
};

// A place that takes a lock.
struct profile_site {
    struct profile_frame caller;
    bool shared;            // for reading
    struct profile_use use; // behind a wrapper only its waits are known: acquired is 0
};

// How much waiting a stack has to do with.
struct profile_charge {
    size_t stack; // index into the process' stacks
    uint64_t count, wait_ns, wait_max_ns;
};

enum { PROFILE_SLOTS = 64 };

struct profile_lock {
    const char *name; // "queue_lock", "pool+0x18", "pool.c:41 make_pool": unique in its process
    enum pawl_kind kind;
    uint64_t objects; // so many locks go by this name
    uint64_t owner_changes, starving;
    uint64_t hold_ns, hold_max_ns, hold_shared_ns;
    struct profile_use exclusive, shared;
    uint64_t timeline[PROFILE_SLOTS]; // wait_ns by when the wait ended
    struct profile_site *sites;       // most wait_ns first
    size_t site_count;
    struct profile_charge *waited, *unlocked; // most wait_ns first
    size_t waited_count, unlocked_count;
    size_t born; // index into stacks; 0: not known
    // The busiest single lock, if there are several by this name: its share of all their waiting;
    // 0: not known.
    double busiest_share;
    uint64_t address; // of the busiest, if raw_addresses were asked for; else 0
};

struct profile_process {
    int pid, ppid;
    const char *program; // path of the executable
    const char *command; // with its arguments, as one would type it
    int64_t started_unix_ns, duration_ns;
    bool hold, observed, linked, ended;
    bool running; // when the record was read
    uint32_t sample, threads, goroutines;
    int64_t slot_ns; // width of a timeline's slot
    uint64_t lost;   // entries and events that found no room
    struct profile_lock *locks;
    size_t lock_count;
    struct profile_stack *stacks; // 0: unknown, depth 0
    size_t stack_count;
    const char **notes; // sentences: why names are missing, what was lost
    size_t note_count;
};

// Strings and arrays are owned by the profile.
struct profile {
    struct profile_process *processes; // in the order in which they started
    size_t process_count;
    struct profile_strings *strings;
    struct profile_modules *modules; // opened while names are looked up
    bool raw_addresses;              // to be set before records are added: keep addresses
};

// profile_add_record reads one record file, as it is now, and looks its names up. That of a process
// that has ended and never took a lock adds nothing. Returns NULL, or what is wrong with it: a
// sentence part, valid until the next call.
const char *profile_add_record(struct profile *p, const char *path);

// profile_add_json reads a file that `pawl run --json` or `pawl report --json` has written.
const char *profile_add_json(struct profile *p, const char *path);

void profile_free(struct profile *p);

// profile_wait returns what all waits for a lock took, for writing and for reading.
uint64_t profile_wait(const struct profile_lock *l);

// profile_kind returns the name of a kind of lock: "mutex", "rwlock", "cond".
const char *profile_kind(enum pawl_kind kind);

#endif
