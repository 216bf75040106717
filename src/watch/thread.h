// thread.h - what the profile knows of one thread.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_THREAD_H
#define PAWL_SRC_WATCH_THREAD_H

#include "watch/unwind.h"

#include <pawl/record.h>

// Where this thread took a lock the last times: spares the look into the tables. Valid while the
// object still has that address and goes by that name.
struct pawl_seen {
    uintptr_t address, caller; // caller | 1: for reading
    struct pawl_record_object *object;
    struct pawl_record_site *site; // NULL: none
    uint32_t lock;                 // index: its name
};

// A lock that this thread holds for reading. One that it took before the record began, or another
// one lets go for it, is not found there: what has no beginning has no duration.
struct pawl_reading {
    uintptr_t address; // 0: none
    uint64_t since;
};

enum { PAWL_SEEN = 64, PAWL_READING = 8 };

// The wait that the thread is in.
struct pawl_profile_wait {
    bool active;
    bool sampled;   // else it is not recorded
    bool by_events; // begun by WAIT_BEGIN and ends with WAIT_END; else ACQUIRED ends it
    bool shared;
    uintptr_t address, caller;
    struct pawl_record_object *object;
    uint32_t stack; // index
    int64_t began_ns, granted_ns;
};

struct pawl_profile_thread {
    uint32_t agent;      // whose this is; another one's when it has changed
    uint32_t generation; // of record, which seen[] is about
    struct pawl_record *record;
    pawl_word inside;   // recording: a signal handler must not begin again
    uint32_t countdown; // waits until the next that is recorded, with --sample
    uint64_t random;
    struct pawl_profile_wait wait;
    struct pawl_unwind_stack stack;
    struct pawl_seen seen[PAWL_SEEN];
    struct pawl_reading reading[PAWL_READING]; // with hold times
};

// pawl_profile_thread_begin_ notes that from now on the thread records in r.
void pawl_profile_thread_begin_(struct pawl_profile_thread *t, struct pawl_record *r,
                                uint32_t generation);

// pawl_profile_thread_ returns the calling thread's; NULL: no memory.
struct pawl_profile_thread *pawl_profile_thread_(void);

#endif
