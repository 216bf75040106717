// queue.c - the waiters of one address, and the lock that guards them.
// SPDX-License-Identifier: MIT
#include "sema/queue.h"

#include "base/hook.h"
#include "park/wait.h"
#include "sema/table.h"

struct pawl_waiter pawl_waiter_(unsigned kind)
{
    struct pawl_waiter w = {.owner = pawl_parker_lend_(), .kind = kind};
    pawl_park_prepare_(w.owner);
    return w;
}

struct pawl_queue pawl_queue_lock_(const void *addr)
{
    uint64_t hash;
    struct pawl_queue q = {.bucket = pawl_bucket_(addr, &hash), .addr = addr};
    q.priority = (uint32_t)hash;
    pawl_lowlock_lock_(&q.bucket->lock);
    return q;
}

void pawl_queue_unlock_(const struct pawl_queue *q)
{
    pawl_lowlock_unlock_(&q->bucket->lock);
}

void pawl_queue_join_(const struct pawl_queue *q, struct pawl_waiter *w)
{
    w->addr = q->addr;
    w->priority = q->priority;
    pawl_queue_insert_(q->bucket, w, false);
}

void pawl_queue_leave_(const struct pawl_queue *q, struct pawl_waiter *w)
{
    pawl_queue_remove_(q->bucket, w);
}

struct pawl_waiter *pawl_queue_first_(const struct pawl_queue *q)
{
    return pawl_queue_front_(q->bucket, q->addr);
}

struct pawl_waiter *pawl_queue_next_(const struct pawl_queue *q, const struct pawl_waiter *w)
{
    struct pawl_waiter *next = w->next;
    return next == pawl_queue_first_(q) ? NULL : next;
}

uint32_t pawl_queue_length_(const struct pawl_queue *q)
{
    struct pawl_waiter *first = pawl_queue_first_(q);
    uint32_t n = first != NULL;
    for (const struct pawl_waiter *w = first; w && w->next != first; w = w->next)
        n++;
    return n;
}

void pawl_queue_grant_(const struct pawl_queue *q, struct pawl_waiter *w,
                       struct pawl_granted *granted)
{
    pawl_queue_remove_(q->bucket, w);
    if (pawl_watched_(PAWL_ON_WAIT_END))
        w->granted_ns = pawl_now();
    // Off the ring its links are free for the list: until it is unparked, w stays where it is.
    w->next = NULL;
    if (granted->last)
        granted->last->next = w;
    else
        granted->first = w;
    granted->last = w;
}

void pawl_queue_grant_all_(const struct pawl_queue *q, struct pawl_granted *granted)
{
    for (struct pawl_waiter *w; (w = pawl_queue_first_(q)) != NULL;)
        pawl_queue_grant_(q, w, granted);
}

void pawl_wake_(const struct pawl_granted *granted)
{
    for (struct pawl_waiter *w = granted->first; w;) {
        // Once unparked, w's owner may return, and w is gone.
        struct pawl_waiter *next = w->next;
        pawl_unpark_(w->owner);
        w = next;
    }
}

static int sleep_in_queue(struct pawl_waiter *w, struct pawl_deadline deadline,
                          pawl_give_up *give_up, void *object)
{
    pawl_wait_begins_(w->kind | pawl_tries_(deadline), object);
    int err = 0;
    if (!pawl_park_(w->owner, deadline)) {
        if (give_up(object, w))
            err = PAWL_ETIMEDOUT;
        else // the unpark is on its way and must not hit a later wait
            pawl_park_(w->owner, pawl_deadline_at_(PAWL_NEVER));
    }
    pawl_event_(PAWL_ON_WAIT_END | w->kind, object, err == 0 ? (int64_t)w->granted_ns : 0);
    return err;
}

int pawl_queue_wait_(struct pawl_waiter *w, struct pawl_deadline deadline, pawl_give_up *give_up,
                     void *object)
{
    bool joined = w->addr != NULL;
    int err = joined ? sleep_in_queue(w, deadline, give_up, object) : 0;
    pawl_parker_return_(w->owner);
    return err;
}
