// queue.h - the waiters of one address, and the lock that guards them together with what decides
// who waits.
// SPDX-License-Identifier: MIT
//
// The types of src/sync that need more than a semaphore keep their state in a word of their own and
// let their slow paths look at it under this lock. Who finds there that it has to wait marks the
// word and queues before anybody else gets the lock; who changes the word so that others may go
// takes them off the queue under the same lock. So no wake-up is lost, a waiter that gives up
// learns whether somebody was faster, and the object may be gone as soon as the lock is free again:
// who was granted does not look at it any more, and who granted has done with it.
//
//     struct pawl_waiter self = pawl_waiter_(k);|  struct pawl_granted granted = {NULL, NULL};
//     struct pawl_queue q = pawl_queue_lock_(a);|  struct pawl_queue q = pawl_queue_lock_(a);
//     if (must wait, and the word says so)      |  change the word
//         pawl_queue_join_(&q, &self);          |  pawl_queue_grant_(&q, w, &granted) for each
//     pawl_queue_unlock_(&q);                   |  pawl_queue_unlock_(&q);
//     pawl_queue_wait_(&self, deadline, …);     |  pawl_wake_(&granted);
//
// After fork the child's queues are empty. A mark without a queue behind it must do no harm.
#ifndef PAWL_SRC_SEMA_QUEUE_H
#define PAWL_SRC_SEMA_QUEUE_H

#include "sema/waiter.h"

struct pawl_bucket;

// A locked queue.
struct pawl_queue {
    struct pawl_bucket *bucket;
    const void *addr;
    uint32_t priority;
};

// pawl_waiter_ returns the caller's record, ready to queue, with a parker that is lent to it until
// pawl_queue_wait_. Not under the lock of a queue. kind is for the watcher: PAWL_OF_(…), with
// PAWL_SHARED_ for reading.
struct pawl_waiter pawl_waiter_(unsigned kind);

struct pawl_queue pawl_queue_lock_(const void *addr);
void pawl_queue_unlock_(const struct pawl_queue *q);

// pawl_queue_join_ puts w, the caller's record, at the back.
void pawl_queue_join_(const struct pawl_queue *q, struct pawl_waiter *w);

// pawl_queue_leave_ takes w off; for its owner, which gives up.
void pawl_queue_leave_(const struct pawl_queue *q, struct pawl_waiter *w);

// pawl_queue_first_ returns the one at the front, NULL if nobody waits; pawl_queue_next_ the one
// behind w, NULL at the end. pawl_queue_length_ counts them all.
struct pawl_waiter *pawl_queue_first_(const struct pawl_queue *q);
struct pawl_waiter *pawl_queue_next_(const struct pawl_queue *q, const struct pawl_waiter *w);
uint32_t pawl_queue_length_(const struct pawl_queue *q);

// Waiters that were taken off their queue, in order, and are still to be woken.
struct pawl_granted {
    struct pawl_waiter *first, *last;
};

// pawl_queue_grant_ takes w off and adds it to the list; pawl_queue_grant_all_ does so with all.
void pawl_queue_grant_(const struct pawl_queue *q, struct pawl_waiter *w,
                       struct pawl_granted *granted);
void pawl_queue_grant_all_(const struct pawl_queue *q, struct pawl_granted *granted);

// pawl_wake_ wakes those on the list. After the queue was unlocked.
void pawl_wake_(const struct pawl_granted *granted);

// pawl_queue_wait_ sleeps until w is granted (0) or leaves the queue after the deadline
// (PAWL_ETIMEDOUT), and tells the watcher of it. If w has never joined a queue there is nothing to
// wait for (0). Either way w's parker is returned. When the deadline has passed it asks give_up,
// which locks the queue, takes w off it if it is queued still and need not stay, and reports
// whether it did. If it did not, w was granted, or is about to be: then the wait goes on without a
// deadline.
typedef bool pawl_give_up(void *object, struct pawl_waiter *w);
int pawl_queue_wait_(struct pawl_waiter *w, struct pawl_deadline deadline, pawl_give_up *give_up,
                     void *object);

#endif
