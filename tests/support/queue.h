// queue.h - looking into the semaphore table: who waits on what.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_QUEUE_H
#define PAWL_TESTS_QUEUE_H

#include "sema/table.h"

#include <pawl/sema.h>

// queue_count returns how many waiters are queued on s at this moment; if owner is not NULL, only
// those that it owns.
static inline int queue_count(const pawl_sema *s, const struct pawl_parker *owner)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(s, &hash);
    int n = 0;
    pawl_lowlock_lock_(&b->lock);
    const struct pawl_waiter *front = pawl_queue_front_(b, s);
    const struct pawl_waiter *w = front;
    while (w) {
        n += owner == NULL || w->owner == owner;
        w = w->next == front ? NULL : w->next;
    }
    pawl_lowlock_unlock_(&b->lock);
    return n;
}

static inline int queue_length(const pawl_sema *s)
{
    return queue_count(s, NULL);
}

// queue_length_at is the same for what is no semaphore.
static inline int queue_length_at(const void *addr)
{
    return queue_count(addr, NULL);
}

// queue_front returns the parker of the first in the queue, NULL if there is none.
static inline struct pawl_parker *queue_front(const pawl_sema *s)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(s, &hash);
    pawl_lowlock_lock_(&b->lock);
    const struct pawl_waiter *front = pawl_queue_front_(b, s);
    struct pawl_parker *owner = front ? front->owner : NULL;
    pawl_lowlock_unlock_(&b->lock);
    return owner;
}

// table_is_empty tells whether no bucket holds a waiter.
static inline bool table_is_empty(void)
{
    struct pawl_table *table = pawl_process_()->table;
    bool empty = true;
    for (int i = 0; i < PAWL_SEMTAB_SIZE; i++) {
        pawl_lowlock_lock_(&table->buckets[i].lock);
        empty = empty && table->buckets[i].root == NULL;
        pawl_lowlock_unlock_(&table->buckets[i].lock);
    }
    return empty;
}

#endif
