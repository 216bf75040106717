// record.h - the file in which a process records what its locks do, while they do it: a profile.
// SPDX-License-Identifier: MIT
//
// What holds for all record files is in pawl/record_head.h. All counters only grow. Two entries of
// a table may have the same key, when two threads entered it at once: add them up.
#ifndef PAWL_RECORD_H
#define PAWL_RECORD_H

#include <pawl/record_head.h>
#include <pawl/watch.h>

PAWL_BEGIN_DECLS

#define PAWL_RECORD_MAGIC "pawlrec" // 8 bytes with the NUL
#define PAWL_RECORD_VERSION 3u

enum {
    PAWL_RECORD_SITES = 4096,
    PAWL_RECORD_OBJECTS = 16384,
    PAWL_RECORD_CHARGES = 8192,
    PAWL_RECORD_LOCKS = 1024,
    PAWL_RECORD_BUCKETS = 160, // of a histogram
    PAWL_RECORD_SLOTS = 64,    // of a timeline
};

// Durations in buckets: 4 to every power of two. Bucket b < 4 holds b ns; else, with e = b / 4 - 1
// and r = b % 4, the durations from (4 + r) << e to below (5 + r) << e. The last takes all above.
struct pawl_record_histogram {
    uint32_t buckets[PAWL_RECORD_BUCKETS];
};

// What was counted of one way (for writing, for reading) into a lock, or of one place that takes
// it.
struct pawl_record_use {
    uint64_t acquired;    // got it, at once or after a wait. A lock's is counted at its sites only,
                          // but for those that found no room there: add them up. Of a Cond: 0
    uint64_t contended;   // waits: it was not free at once (of a Cond, WaitGroup…: had to wait)
    uint64_t timed_out;   // of those, how many gave up
    uint64_t wait_ns;     // all waits together, from the first failure to having it
    uint64_t wait_max_ns; // the longest
    uint64_t wake_ns;     // of wait_ns: from being chosen by a waker to running again
    struct pawl_record_histogram waits;
};

// A lock by name: one variable of the program, or all locks that were made at one place.
struct pawl_record_lock {
    pawl_word ready;
    uint32_t kind;           // enum pawl_kind
    pawl_record_place place; // of the variable, if it is one of a module's; else 0
    uint32_t born;           // index into stacks: where it was initialised, or else locked first
    uint32_t initialised;    // born is a call to initialise it
    uint64_t hash;           // of the key; internal
    uint64_t objects;        // how many locks there have been by this name
    uint64_t busiest_ns;     // wait_ns of the busiest one that is not among the objects any more
    uint64_t owner_changes;  // taken by another thread than the time before
    uint64_t starving;       // times it went into starvation mode
    uint64_t hold_ns, hold_max_ns; // with PAWL_RECORD_HOLD: held for writing
    uint64_t hold_shared_ns;       // and for reading, all readers together; no longest
    struct pawl_record_use exclusive, shared;
    uint64_t timeline[PAWL_RECORD_SLOTS]; // wait_ns by when the wait ended: see slot_shift
};

// A place that takes a lock.
struct pawl_record_site {
    pawl_word ready;
    uint32_t lock; // index into locks
    pawl_record_place caller;
    uint64_t shared; // 1: for reading
    uint64_t hash;   // of the key; internal
    struct pawl_record_use use;
};

// One lock of the program, as long as it is in the table: for the process itself, and for a look at
// a running one.
struct pawl_record_object {
    uint64_t address;    // 0: none
    uint32_t lock;       // index into locks
    uint32_t owner;      // number of the thread that took it last
    uint64_t held_since; // with PAWL_RECORD_HOLD; 0: free, as far as known
    uint64_t contended, wait_ns;
    // Under guard: who waits, when they began all together, and what nobody was charged with yet.
    pawl_word guard, waiters;
    uint64_t began_sum, charged_ns, owed_ns;
};

// How much waiting a stack has to do with: those who waited, and those whose unlock ended it.
enum { PAWL_RECORD_WAITED, PAWL_RECORD_UNLOCKED };

struct pawl_record_charge {
    pawl_word ready;
    uint32_t lock, stack; // indices
    uint32_t role;        // PAWL_RECORD_WAITED or PAWL_RECORD_UNLOCKED
    uint64_t hash;        // of the key; internal
    uint64_t count;       // WAITED: waits. UNLOCKED: unlocks that let a waiter go
    uint64_t wait_ns;     // WAITED: their waits. UNLOCKED: what all waiters together waited for it
    uint64_t wait_max_ns;
};

// Tables that were full: what was lost.
struct pawl_record_lost {
    uint64_t locks, sites, objects, charges; // entries that found no room
};

struct pawl_record {
    struct pawl_record_head head;
    uint32_t sample;      // one contended acquisition in so many is recorded, with that weight
    pawl_word slot_shift; // a timeline's slot is 1 << slot_shift ns wide
    pawl_word goroutines; // how many have used locks; head.threads does not count them
    struct pawl_record_lost lost;
    struct pawl_record_lock locks[PAWL_RECORD_LOCKS]; // 0: those that found no room
    struct pawl_record_site sites[PAWL_RECORD_SITES];
    struct pawl_record_object objects[PAWL_RECORD_OBJECTS];
    struct pawl_record_charge charges[PAWL_RECORD_CHARGES];
};

PAWL_END_DECLS

#endif
