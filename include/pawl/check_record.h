// check_record.h - the file in which a process records who holds which lock, and what is wrong.
// SPDX-License-Identifier: MIT
//
// What holds for all record files is in pawl/record_head.h. Here most of it is a state, which
// changes under the reader's eyes: a thread's entry is written by that thread alone, a lock's by
// whoever holds it, and findings appear at the end of their table.
#ifndef PAWL_CHECK_RECORD_H
#define PAWL_CHECK_RECORD_H

#include <pawl/record_head.h>
#include <pawl/watch.h>

PAWL_BEGIN_DECLS

#define PAWL_CHECK_MAGIC "pawlchk" // 8 bytes with the NUL
#define PAWL_CHECK_VERSION 1u

enum {
    PAWL_CHECK_THREADS = 2048,
    PAWL_CHECK_HELD = 64, // locks that one thread holds; more are not recorded
    PAWL_CHECK_LOCKS = 131072,
    PAWL_CHECK_BUCKETS = 65536, // of locks, by address
    PAWL_CHECK_CLASSES = 8192,
    PAWL_CHECK_EDGES = 32768,
    PAWL_CHECK_CHAINS = 65536,
    PAWL_CHECK_FINDINGS = 512,
    PAWL_CHECK_STEPS = 4096,
    PAWL_CHECK_NAMES = 1024,
    PAWL_CHECK_NAME = 40, // bytes of a name, with its NUL
};

// Locks that are alike: one variable of the program, or all locks that were made at one place, or
// that the program has given one class (pawl/check.h). 0: unknown.
struct pawl_check_class {
    pawl_word ready;
    uint32_t kind;           // enum pawl_kind
    uint64_t hash;           // of the key; internal
    pawl_record_place place; // of the variable, if it is one of a module's; else 0
    uint32_t born;           // index into stacks: where it was initialised, or else used first
    uint32_t initialised;    // born is a call to initialise it
    uint32_t name;           // index into names, if the program has named the class; 0: none
    uint32_t objects;        // how many locks there have been
    pawl_word edges;         // index into edges: the first that leaves it; internal
    pawl_word written;       // number of a thread that held one of them for writing, ~0: several
};

enum {
    PAWL_CHECK_SHARED = 1 << 0,   // for reading
    PAWL_CHECK_GIVES_UP = 1 << 1, // it was a trylock, or has a deadline
};

// One lock of the program.
struct pawl_check_lock {
    uint64_t address;  // 0: none
    uint32_t next;     // internal: of the same bucket
    uint32_t serial;   // another one at every new beginning
    uint32_t class_;   // index into classes
    uint32_t owner;    // 1 + index of the thread that holds it for writing; 0: none
    uint32_t taken;    // index into stacks: where owner took it
    uint32_t name;     // index into names; 0: none
    pawl_word readers; // how many hold it for reading
    uint32_t level;    // pawl_lock_level; 0: none
    uint32_t flags;    // PAWL_CHECK_LOCK_*
    uint32_t unlocked; // index into stacks: where it was unlocked last, if that is known
    int64_t since_ns;  // when owner took it, if that is measured; else 0
};

enum {
    PAWL_CHECK_LOCK_ANY_UNLOCKER = 1 << 0, // anybody may unlock it
};

// A lock in a thread's hands.
struct pawl_check_held {
    uint32_t lock, serial; // index into locks, and which of those that were there
    uint32_t stack;        // index into stacks: where it was taken
    uint32_t flags;        // PAWL_CHECK_*
    uint64_t chain;        // internal
};

// What a thread waits for.
struct pawl_check_wait {
    pawl_word active; // odd: it waits. Counts up at the beginning and end of each wait
    uint32_t kind;    // enum pawl_kind, or PAWL_CHECK_JOIN
    uint64_t address; // of the lock; of PAWL_CHECK_JOIN the tid of the thread
    uint32_t lock;    // index into locks; 0: it is none that can be held
    uint32_t stack;
    uint32_t flags; // PAWL_CHECK_*
    uint32_t spare;
    int64_t since_ns;
};

enum { PAWL_CHECK_JOIN = 100 }; // a kind of wait: for the end of a thread

struct pawl_check_thread {
    pawl_word tid;   // the kernel's number; 0: the entry is free
    uint32_t number; // counted from 1: the first thread that used a lock, the second…
    char name[16];
    pawl_word held_count; // of held
    uint32_t held_lost;   // it holds so many more, which found no room
    struct pawl_check_wait wait;
    struct pawl_check_held held[PAWL_CHECK_HELD]; // the one taken last at the end
};

// The order of two locks: somebody took one of class `to` while he held one of class `from`.
struct pawl_check_edge {
    pawl_word ready;
    uint32_t next; // internal: the next that leaves `from`
    uint32_t from, to;
    uint32_t from_flags, to_flags; // PAWL_CHECK_SHARED
    uint32_t thread;               // number of the thread that did it; ~0: several did
    uint32_t from_stack, to_stack; // where it took the one and then the other
    int32_t tid;
    char thread_name[16];
    uint64_t from_address, to_address; // which of the class it was, the first time
    uint32_t from_serial, to_serial;
    uint64_t gates; // a set of up to 4 classes held as well by all who did it: 4 x 16 bits
    uint64_t hash;  // of the key; internal
};

// What was found.
enum pawl_check_kind {
    PAWL_FOUND_NOTHING,
    PAWL_FOUND_UNLOCK_OF_UNLOCKED, // unlocked, but nobody had locked it
    PAWL_FOUND_UNLOCK_BY_OTHER,    // unlocked by one who does not hold it
    PAWL_FOUND_THREAD_ENDS,        // a thread ended, and holds it
    PAWL_FOUND_PROGRAM_ENDS,       // the thread that ended the program holds it
    PAWL_FOUND_DESTROY,            // destroyed while it was held or waited for
    PAWL_FOUND_INIT,               // initialised again while it was held or waited for
    PAWL_FOUND_FREE,               // its memory was freed while it was held or waited for
    PAWL_FOUND_HELD_TOO_LONG,      // held longer than allowed
    PAWL_FOUND_COPIED,             // its bytes were copied from another, used lock
    PAWL_FOUND_REENTRY,            // locked by the one who holds it: it waits for itself
    PAWL_FOUND_READ_AGAIN,         // read lock taken again; a writer in between is a deadlock
    PAWL_FOUND_DEADLOCK,           // threads wait for each other in a circle
    PAWL_FOUND_ASLEEP,             // all threads wait, and nobody is left to wake them
    PAWL_FOUND_ORDER,              // locks are taken in an order that can become a deadlock
    PAWL_FOUND_KINDS,
};

enum {
    // Of an order that cannot become a deadlock, as far as was seen; not shown by default.
    PAWL_FINDING_GATED = 1 << 0,      // all who do it hold one and the same lock
    PAWL_FINDING_ONE_THREAD = 1 << 1, // one thread alone does it
    PAWL_FINDING_ALIKE = 1 << 2,      // seen of locks that are alike, but not of the same ones
    PAWL_FINDING_HIDDEN = 7,          // any of these

    PAWL_FINDING_DEADLINE = 1 << 3, // one of the waits has a deadline, which ends it
    PAWL_FINDING_STILL = 1 << 4,    // held too long: it is held still
};

struct pawl_check_lock_id {
    uint64_t address;
    uint32_t class_, name; // indices
};

// One thread's part in a finding. What is not known is 0.
//
// Of a circle (DEADLOCK, ORDER, REENTRY, READ_AGAIN): the thread holds the one lock, taken at
// `held_stack`, and wants, or took, the other at `stack`; which the next step's thread holds.
// ASLEEP: a step for each thread; it wants `wanted` at `stack`.
// All others have one step: the thread does it to `wanted` at `stack`. `held` is the same lock, if
// somebody holds it: holder_tid, who took it at `held_stack`. UNLOCK_OF_UNLOCKED: held_stack is
// where it was unlocked before, COPIED: `held` is the lock that it was copied from.
struct pawl_check_step {
    int32_t tid;
    uint32_t thread; // its number
    char thread_name[16];
    struct pawl_check_lock_id held, wanted;
    uint32_t held_stack, stack;
    uint32_t held_flags, flags; // PAWL_CHECK_*
    uint32_t wait_kind;         // ASLEEP: enum pawl_kind, or PAWL_CHECK_JOIN
    int32_t holder_tid;
    char holder_name[16];
    int64_t ns; // HELD_TOO_LONG: so long. DEADLOCK, ASLEEP: it waits so long
};

struct pawl_check_finding {
    pawl_word ready;
    uint32_t kind;       // enum pawl_check_kind
    uint32_t flags;      // PAWL_FINDING_*
    uint32_t first_step; // index into steps
    uint32_t step_count;
    pawl_word times; // so often was the very same found
    uint64_t hash;   // of what makes it the same; internal
    int64_t at_ns;
};

// Tables that were full: what was not recorded.
struct pawl_check_lost {
    uint64_t threads, held, locks, classes, edges, findings;
};

struct pawl_check_record {
    struct pawl_record_head head;
    int64_t held_too_long_ns; // 0: any time is allowed
    pawl_word finding_count, step_count, name_count;
    pawl_word class_count, edge_count, lock_count; // entries used, but for index 0
    pawl_word free_lock;                           // internal
    pawl_word epoch;                               // internal: the order of locks is looked at anew
    struct pawl_check_lost lost;
    struct pawl_check_finding findings[PAWL_CHECK_FINDINGS];
    struct pawl_check_step steps[PAWL_CHECK_STEPS];
    char names[PAWL_CHECK_NAMES][PAWL_CHECK_NAME];
    struct pawl_check_thread threads[PAWL_CHECK_THREADS];
    struct pawl_check_class classes[PAWL_CHECK_CLASSES];
    struct pawl_check_edge edges[PAWL_CHECK_EDGES];
    uint64_t chains[PAWL_CHECK_CHAINS];
    pawl_word buckets[PAWL_CHECK_BUCKETS]; // index of the first lock; 0: none
    struct pawl_check_lock locks[PAWL_CHECK_LOCKS];
};

PAWL_END_DECLS

#endif
