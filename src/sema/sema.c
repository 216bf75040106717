// sema.c - the semaphore: a count, and a queue that has precedence over it.
// SPDX-License-Identifier: MIT
//
// Invariant: while somebody is queued on a semaphore, its count is 0. Both are changed under the
// bucket lock, except that tryacquire may take from a positive count, which keeps it true.
//
// Grants. A releaser takes the waiter at the front off the queue under the bucket lock: to be off
// the queue is the ticket. It copies the waiter's parker there too, and from then on touches
// neither the record nor the semaphore. So nobody can rob the waiter, a waiter that times out
// learns under the same lock whether it was granted first, and the semaphore may be freed by the
// granted one.
#include "sema/sema.h"

#include "base/fatal.h"
#include "base/hook.h"
#include "park/task.h"
#include "sema/table.h"

#include <pawl/tsan.h>

bool pawl_sema_tryacquire(pawl_sema *s)
{
    for (;;) {
        uint32_t count = pawl_word_load_rlx(&s->count);
        if (count == 0)
            return false;
        // acquire: pairs with the add in release.
        if (!pawl_word_casw_acq(&s->count, count, count - 1))
            continue;
        PAWL_TSAN_POST_LOCK_(s);
        return true;
    }
}

// Queues w unless there is a token by now. Without the second look under the lock, a release
// between the caller's first look and here would leave its token in the count and w asleep.
static bool queue_or_take(pawl_sema *s, unsigned flags, struct pawl_waiter *w)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(s, &hash);
    pawl_lowlock_lock_(&b->lock);
    bool taken = pawl_sema_tryacquire(s);
    if (!taken) {
        w->addr = s;
        w->priority = (uint32_t)hash;
        pawl_queue_insert_(b, w, (flags & PAWL_SEMA_LIFO) != 0);
    }
    pawl_lowlock_unlock_(&b->lock);
    return taken;
}

// Takes w off the queue, unless a releaser was faster. Reports whether w was still queued.
static bool give_up(struct pawl_waiter *w)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(w->addr, &hash);
    pawl_lowlock_lock_(&b->lock);
    bool queued = w->queued;
    if (queued)
        pawl_queue_remove_(b, w);
    pawl_lowlock_unlock_(&b->lock);
    return queued;
}

// Sleeps until w is granted, or off the queue after the deadline.
static int sleep_till_granted(struct pawl_waiter *w, struct pawl_deadline deadline)
{
    if (pawl_park_(w->owner, deadline))
        return 0;
    if (give_up(w))
        return PAWL_ETIMEDOUT;
    // Granted in the last moment. The unpark is on its way and must not hit a later wait.
    pawl_park_(w->owner, pawl_deadline_at_(PAWL_NEVER));
    return 0;
}

int pawl_sema_wait_(pawl_sema *s, unsigned flags, struct pawl_deadline deadline,
                    struct pawl_grant *grant)
{
    if (grant) {
        grant->ns = 0;
        grant->handoff = false;
    }
    if (pawl_sema_tryacquire(s))
        return 0;
    // Locks with a semaphore inside have said what the caller waits for.
    if (grant == NULL && pawl_task_here_())
        pawl_tasks_.waits_for(PAWL_OF_(PAWL_KIND_SEMAPHORE), s);
    struct pawl_waiter w = {.owner = pawl_parker_lend_()};
    pawl_park_prepare_(w.owner);
    bool taken = queue_or_take(s, flags, &w);
    int err = taken ? 0 : sleep_till_granted(&w, deadline);
    pawl_parker_return_(w.owner);
    if (taken || err != 0)
        return err;
    PAWL_TSAN_POST_LOCK_(s);
    if (grant) {
        grant->ns = w.granted_ns;
        grant->handoff = w.handoff;
    }
    return 0;
}

void pawl_sema_acquire(pawl_sema *s, unsigned flags)
{
    pawl_sema_wait_(s, flags, pawl_deadline_at_(PAWL_NEVER), NULL);
}

int pawl_sema_acquire_until(pawl_sema *s, unsigned flags, int64_t deadline)
{
    return pawl_sema_wait_(s, flags, pawl_deadline_at_(deadline), NULL);
}

void pawl_sema_release(pawl_sema *s, unsigned flags)
{
    PAWL_TSAN_PRE_UNLOCK_(s);
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(s, &hash);
    struct pawl_parker *owner = NULL;
    bool overflow = false;
    pawl_lowlock_lock_(&b->lock);
    struct pawl_waiter *w = pawl_queue_front_(b, s);
    if (w) {
        owner = w->owner;
        w->handoff = (flags & PAWL_SEMA_HANDOFF) != 0;
        if (pawl_watched_(PAWL_ON_WAIT_END | PAWL_ON_HANDOFF))
            w->granted_ns = pawl_now();
        pawl_queue_remove_(b, w);
    } else {
        // release: pairs with tryacquire. This is the last access to *s.
        overflow = pawl_word_add_rel(&s->count, 1) == UINT32_MAX;
    }
    pawl_lowlock_unlock_(&b->lock);
    if (PAWL_UNLIKELY(overflow))
        pawl_fatal_("sync: semaphore overflow", s);
    if (owner && (flags & PAWL_SEMA_HANDOFF) != 0)
        pawl_unpark_now_(owner);
    else if (owner)
        pawl_unpark_(owner);
}
