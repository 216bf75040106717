// table.h - the semaphore table: address -> queue of waiters. One per process.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SEMA_TABLE_H
#define PAWL_SRC_SEMA_TABLE_H

#include "park/lowlock.h"
#include "sema/waiter.h"

// 251 as in Go: prime, so as not to correlate with any pattern of the user's addresses.
#ifndef PAWL_SEMTAB_SIZE
#define PAWL_SEMTAB_SIZE 251
#endif

// Two cache lines each: CPUs fetch lines in pairs.
struct pawl_bucket {
    _Alignas(128) struct pawl_lowlock lock;
    struct pawl_waiter *root;
    pawl_word woken_at; // when a waiter was released last, in units of about 1 us: overdue.c
};

// Lies in memory that a forked child sees zeroed: empty queues, free locks. No handler has to run
// for that, and no lock has to be held over the fork.
enum {
    PAWL_TABLE_WIPED,    // just forked: nobody has used it in this process yet
    PAWL_TABLE_CLEAN,    // the normal state
    PAWL_TABLE_ORPHANED, // wiped after it was used: some lock words may count ghosts
};

struct pawl_table {
    pawl_word life;          // WIPED, CLEAN or ORPHANED
    pawl_word entered;       // has a waiter of this process come here?
    struct pawl_lowlock bar; // held to keep the first waiter out: fork.c
    struct pawl_bucket buckets[PAWL_SEMTAB_SIZE];
};

// What all copies of the library in one process share; survives a fork.
struct pawl_process {
    uint64_t seed;  // of the table's hash
    pawl_word used; // has any waiter ever come here, in this process or its parents?
    struct pawl_table *table;
};

// pawl_process_ returns this process' instance, made at the first call.
struct pawl_process *pawl_process_(void);

// pawl_table_revive_ ends the state WIPED.
void pawl_table_revive_(struct pawl_process *p);

// pawl_bucket_ returns the bucket for addr, and through hash the number that also gives the
// address its priority in the treap.
struct pawl_bucket *pawl_bucket_(const void *addr, uint64_t *hash);

// The queue of one address. The caller holds the lock of b, the address' bucket.
struct pawl_waiter *pawl_queue_front_(const struct pawl_bucket *b, const void *addr);
void pawl_queue_insert_(struct pawl_bucket *b, struct pawl_waiter *w, bool lifo);
void pawl_queue_remove_(struct pawl_bucket *b, struct pawl_waiter *w);

#endif
