// waiter.h - the record of one wait. It lies on the waiter's own stack.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SEMA_WAITER_H
#define PAWL_SRC_SEMA_WAITER_H

#include "park/park.h"

// All fields but owner are read and written under the bucket lock only; the waker copies owner
// under it. Once the waiter is off the queue and that lock is free again, nobody but the waiter
// looks at the record; but who was granted through sema/queue.h is on a list of its waker's, by
// next, until it is unparked.
struct pawl_waiter {
    const void *addr;          // what is waited on
    struct pawl_parker *owner; // who waits
    bool queued;               // false: granted (this is the ticket), or it took itself out
    int64_t granted_ns;        // when, if somebody watches
    bool handoff;              // and whether the waker wanted it to run at once
    unsigned kind;             // PAWL_OF_ and PAWL_SHARED_: only the watcher wants to know
    uint64_t wants;            // what for, where waiters of one address want different things

    // The waiters of one address form a ring in queue order.
    struct pawl_waiter *next, *prev;

    // The first of each ring is a node of the bucket's treap (treap.h).
    struct pawl_waiter *parent, *left, *right;
    uint32_t priority;
};

#endif
