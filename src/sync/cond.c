// cond.c - waits for a condition that a lock guards: Go's sync.Cond.
// SPDX-License-Identifier: MIT
//
// Go gives a waiter a ticket before it unlocks, and queues it after. Here it is in the queue before
// it unlocks: who signals after that finds it there, in the order of arrival, and may free the Cond
// as soon as it has been woken. The word `waiters` is 1 while the queue is not empty; it is changed
// under the queue's lock, and spares a signal without waiters that lock.
#include "base/fatal.h"
#include "base/hook.h"
#include "park/park.h"
#include "sync/cond_state.h"
#include "sync/mutex_state.h"

_Static_assert(sizeof(pawl_cond) == 8, "a Cond is 8 bytes");

extern inline int pawl_cond_wait_until(pawl_cond *c, pawl_mutex *m, int64_t deadline);
extern inline void pawl_cond_wait(pawl_cond *c, pawl_mutex *m);

// Go compares the address at which the Cond was used first with the one it is used at now. Here it
// is the address without its alignment and without what exceeds 34 bits; never 0.
static void check_copied(pawl_cond *c)
{
    uint32_t self = (uint32_t)((uintptr_t)c >> 2) | 1;
    uint32_t known = pawl_word_load_rlx(&c->self);
    if (PAWL_LIKELY(known == self))
        return;
    if (known != 0 ||
        (!pawl_word_cas_acq(&c->self, 0, self) && pawl_word_load_rlx(&c->self) != self))
        pawl_fatal_("sync.Cond is copied", c);
}

void pawl_cond_join_(pawl_cond *c, struct pawl_waiter *w)
{
    struct pawl_queue q = pawl_queue_lock_(&c->waiters);
    pawl_queue_join_(&q, w);
    pawl_word_store_rlx(&c->waiters, 1);
    pawl_queue_unlock_(&q);
}

bool pawl_cond_leave_(void *object, struct pawl_waiter *w)
{
    pawl_cond *c = (pawl_cond *)object;
    struct pawl_queue q = pawl_queue_lock_(&c->waiters);
    bool queued = w->queued;
    if (queued) {
        pawl_queue_leave_(&q, w);
        if (pawl_queue_first_(&q) == NULL)
            pawl_word_store_rlx(&c->waiters, 0);
    }
    pawl_queue_unlock_(&q);
    return queued;
}

static int sleep_until(pawl_cond *c, struct pawl_waiter *w, int64_t deadline)
{
    if (pawl_queue_wait_(w, pawl_deadline_at_(deadline), pawl_cond_leave_, c) != 0)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_ACQUIRE_(c);
    return 0;
}

// Without spinning. If the mutex is locked, whoever woke the caller has it, as a rule, and may wait
// for the very CPU on which the caller would spin.
static void relock(pawl_mutex *m)
{
    if (pawl_watched_(PAWL_ON_FAST | PAWL_ON_CONTENDED) || !pawl_mutex_try_(m))
        pawl_mutex_lock_watched_(m, pawl_deadline_at_(PAWL_NEVER), false, NULL);
    PAWL_TSAN_POST_LOCK_(m);
}

int pawl_cond_wait_slow_(pawl_cond *c, pawl_mutex *m, int64_t deadline)
{
    check_copied(c);
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_COND));
    pawl_cond_join_(c, &w);
    pawl_mutex_unlock(m);
    int err = sleep_until(c, &w, deadline);
    relock(m);
    return err;
}

int pawl_cond_wait_locker_until(pawl_cond *c, pawl_locker l, int64_t deadline)
{
    check_copied(c);
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_COND));
    pawl_cond_join_(c, &w);
    pawl_locker_unlock(l); // somebody else's: it may wait for something itself
    int err = sleep_until(c, &w, deadline);
    pawl_locker_lock(l);
    return err;
}

void pawl_cond_wait_locker(pawl_cond *c, pawl_locker l)
{
    pawl_cond_wait_locker_until(c, l, PAWL_NEVER);
}

// Touches *c only if somebody waits.
static void wake(pawl_cond *c, bool all)
{
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(&c->waiters);
    struct pawl_waiter *first = pawl_queue_first_(&q);
    if (all)
        pawl_queue_grant_all_(&q, &granted);
    else if (first)
        pawl_queue_grant_(&q, first, &granted);
    // Not if somebody else has woken them meanwhile: then *c may be gone.
    if (first && pawl_queue_first_(&q) == NULL)
        pawl_word_store_rlx(&c->waiters, 0);
    pawl_queue_unlock_(&q);
    pawl_wake_(&granted);
}

void pawl_cond_wake_(pawl_cond *c, bool all)
{
    if (pawl_word_load_rlx(&c->waiters) == 0)
        return;
    PAWL_TSAN_RELEASE_(c);
    wake(c, all);
}

void pawl_cond_pass_on_(pawl_cond *c)
{
    wake(c, false);
}

void pawl_cond_signal(pawl_cond *c)
{
    check_copied(c);
    pawl_cond_wake_(c, false);
}

void pawl_cond_broadcast(pawl_cond *c)
{
    check_copied(c);
    pawl_cond_wake_(c, true);
}
