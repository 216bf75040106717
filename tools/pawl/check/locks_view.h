// locks_view.h - who holds which lock at this moment, and who waits: from a record of checks.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LOCKS_VIEW_H
#define PAWL_TOOLS_LOCKS_VIEW_H

#include "check/check_read.h"

// One thread's part in a lock: it holds it, or waits for it.
struct lock_part {
    struct checked_thread thread;
    bool shared, gives_up;      // for reading; no longer than until a deadline
    int64_t ns;                 // for so long; 0: not known
    struct profile_stack stack; // where it was taken, or is waited for
};

struct live_lock {
    struct checked_lock lock;
    struct checked_thread ends; // tid not 0: it is no lock, but the end of this thread
    bool is_end;
    uint64_t key; // internal
    struct lock_part *holders, *waiters;
    size_t holder_count, waiter_count;
};

struct live_process {
    struct checked_process about; // of which only about.about is filled in
    struct live_lock *locks;      // those that are waited for first, the longest wait first of all
    size_t lock_count, held_count, waiting_count; // how many are held; how many threads wait
    bool incomplete; // a table was full: not all that is held or waited for is known
};

struct live_locks {
    struct live_process *processes;
    size_t process_count;
    struct profile names; // raw_addresses to be set first
};

// locks_add_record adds a record of checks, as it is now. Returns NULL, or what is wrong with it.
const char *locks_add_record(struct live_locks *all, const char *path);

// locks_free frees all of it.
void locks_free(struct live_locks *all);

// locks_circle finds threads that wait for each other: from each the lock that it waits for, which
// the next one holds, and the last one's the first. Returns how many, at most size; 0: none.
size_t locks_circle(const struct live_process *p, struct checked_thread *threads,
                    const struct live_lock **locks, size_t size);

#endif
