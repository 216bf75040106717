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
    PAWL_CHECK_PAIRS = 32768, // as many as edges
    PAWL_CHECK_GATES = 4,
    PAWL_CHECK_INDEX = 65536,
    PAWL_CHECK_CHAINS = 65536,
    PAWL_CHECK_PAGES = 65536,
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
    pawl_word edges;         // internal: the first edge that leaves it
    pawl_word circular;      // internal: it is part of a circle of classes
};

enum {
    PAWL_CHECK_SHARED = 1 << 0,   // for reading
    PAWL_CHECK_GIVES_UP = 1 << 1, // it was a trylock, or has a deadline
    PAWL_CHECK_QUEUES = 1 << 2,   // for reading, but waits for writers that wait
    PAWL_CHECK_ROBUST = 1 << 3,   // its owner may end without unlocking it
};

// One lock of the program. Of its two cache lines the first has what every lock and unlock needs.
struct pawl_check_lock {
    uint64_t address;     // 0: none
    uint32_t next;        // internal: of the same bucket
    uint32_t serial;      // another one at every new beginning
    uint32_t class_;      // index into classes
    uint32_t owner;       // 1 + index of the thread that holds it for writing; 0: none, ~0: unknown
    uint32_t taken;       // index into stacks: where owner took it
    uint32_t flags;       // PAWL_CHECK_ANY_UNLOCKER, PAWL_CHECK_USED
    pawl_word readers;    // how many hold it for reading
    pawl_word waiters;    // how many wait for it
    uint64_t unlocked_at; // internal: the address of the call that unlocked it last
    int64_t since_ns;     // when owner took it, if that is measured; else 0
    pawl_word pairs;      // internal: the first pair that leaves it
    uint32_t level;       // pawl_lock_level; 0: none
    uint32_t name;        // index into names; 0: none
    uint32_t reread;      // index into stacks: where it was read-locked by who read already
    uint32_t reread_first, reread_by; // where it had read-locked it before; its number
    uint32_t reread_gate;             // internal: serial of a lock that was held then
    uint32_t written_by; // number of a thread that wrote and held nothing else; ~0: several
    int64_t refused_ns;  // internal: when a trylock failed, and nobody was known to hold it
    uint64_t spare[4];
};

enum {
    PAWL_CHECK_ANY_UNLOCKER = 1 << 0, // anybody may unlock it
    PAWL_CHECK_USED = 1 << 1,         // it has been taken
};

#define PAWL_CHECK_UNKNOWN 0xffffffffu // the owner: of a thread that has no entry, or has ended

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
    uint64_t address; // of the lock; of PAWL_CHECK_JOIN the pthread_t of the thread
    uint32_t lock;    // index into locks; 0: it is none that can be held
    uint32_t stack;
    uint32_t flags; // PAWL_CHECK_*
    uint32_t spare;
    int64_t since_ns;
};

enum { PAWL_CHECK_JOIN = 100 }; // a kind of wait: for the end of a thread

// In the place of a thread's number: of a goroutine. The rest of it is the goroutine's own number.
#define PAWL_CHECK_GOROUTINE 0x40000000

// A thread or a goroutine.
struct pawl_check_thread {
    pawl_word tid;   // the kernel's number, or PAWL_CHECK_GOROUTINE; 0: the entry is free
    uint32_t number; // counted from 1: the first thread that used a lock, the second…
    uint64_t handle; // its pthread_t
    char name[16];
    pawl_word held_count; // of held
    uint32_t held_lost;   // it holds so many more, which found no room
    struct pawl_check_wait wait;
    struct pawl_check_held held[PAWL_CHECK_HELD]; // the one taken last at the end
};

// The order of two locks: somebody took the one, `to`, while he held the other, `from`. There are
// two graphs of these: of classes, and of the very locks (pairs) where their classes form a circle.
struct pawl_check_edge {
    pawl_word ready;
    uint32_t next;                   // internal: the next that leaves `from`
    uint32_t from, to;               // indices into classes; of a pair, into locks
    uint32_t from_serial, to_serial; // which locks: of a pair; of classes, the first time
    uint64_t from_address, to_address;
    uint32_t from_flags, to_flags; // PAWL_CHECK_*
    uint32_t from_stack, to_stack; // where it took the one and then the other
    uint32_t thread;               // number of the thread that did it; ~0: several did
    int32_t tid;                   // of the first
    char thread_name[16];
    uint32_t gates[PAWL_CHECK_GATES]; // internal: what was held as well, every time: classes, or
                                      // of a pair, serials
    // Internal. Of an edge between classes: the same of the first pair.
    uint32_t pair_thread, pair_gates[PAWL_CHECK_GATES];
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
    PAWL_FINDING_DEADLINE = 1 << 3,   // a deadlock, but one of the waits has a deadline
    PAWL_FINDING_HIDDEN = 15,         // any of these

    PAWL_FINDING_STILL = 1 << 4,  // held too long: it is held still
    PAWL_FINDING_LEVELS = 1 << 5, // ORDER: one step, against the levels that the program gave
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
    uint64_t threads, held, locks, classes, edges, pairs, findings;
};

struct pawl_check_record {
    struct pawl_record_head head;
    int64_t held_too_long_ns; // 0: any time is allowed
    pawl_word finding_count, step_count, name_count;
    pawl_word class_count, edge_count, pair_count, lock_count; // entries used, but for index 0
    pawl_word guard, free_lock, serials, living, ended;        // internal
    struct pawl_check_lost lost;
    struct pawl_check_finding findings[PAWL_CHECK_FINDINGS];
    struct pawl_check_step steps[PAWL_CHECK_STEPS];
    char names[PAWL_CHECK_NAMES][PAWL_CHECK_NAME];
    struct pawl_check_thread threads[PAWL_CHECK_THREADS];
    struct pawl_check_class classes[PAWL_CHECK_CLASSES];
    struct pawl_check_edge edges[PAWL_CHECK_EDGES], pairs[PAWL_CHECK_PAIRS];
    uint64_t chains[PAWL_CHECK_CHAINS]; // internal, as all that follows
    uint32_t edge_index[PAWL_CHECK_INDEX], pair_index[PAWL_CHECK_INDEX];
    uint32_t search_mark[PAWL_CHECK_EDGES], search_parent[PAWL_CHECK_EDGES];
    uint32_t search_queue[PAWL_CHECK_EDGES], search;
    uint32_t spare[14];                    // so that locks lie on cache lines
    pawl_word buckets[PAWL_CHECK_BUCKETS]; // index of the first lock; 0: none
    uint8_t pages[PAWL_CHECK_PAGES];       // how many locks lie in pages of memory; 255: many
    struct pawl_check_lock locks[PAWL_CHECK_LOCKS];
};

PAWL_END_DECLS

#endif
