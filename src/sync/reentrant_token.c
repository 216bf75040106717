// reentrant_token.c - a lock for all who present the token under which it is held.
// SPDX-License-Identifier: MIT
//
// Token and depth belong together, and are looked at and changed under the queue's lock only. With
// atomics alone a caller might find its token there, and count itself in when it was no more:
//   A holds it with token 1    B: reads token 1: mine
//   A: unlocks                 C: locks with token 2
//                              B: depth 1 -> 2, and both B and C are in
#include "base/fatal.h"
#include "base/hook.h"
#include "sema/queue.h"

#include <pawl/reentrant.h>

enum entry { IN, TAKEN, TOO_OFTEN };

// The caller has the queue's lock.
static enum entry come_in(pawl_reentrant_token *t, uint64_t token)
{
    uint32_t depth = pawl_word_load_rlx(&t->depth);
    if (depth != 0 && t->token != token)
        return TAKEN;
    if (PAWL_UNLIKELY(depth == UINT32_MAX))
        return TOO_OFTEN;
    t->token = token;
    pawl_word_store_rlx(&t->depth, depth + 1);
    return IN;
}

// After the queue was unlocked: a fatal handler may use other locks.
static void check_depth(const pawl_reentrant_token *t, enum entry entry)
{
    if (PAWL_UNLIKELY(entry == TOO_OFTEN))
        pawl_fatal_("sync: reentrant mutex locked too often", t);
}

bool pawl_reentrant_token_trylock(pawl_reentrant_token *t, uint64_t token)
{
    struct pawl_queue q = pawl_queue_lock_(t);
    enum entry entry = come_in(t, token);
    pawl_queue_unlock_(&q);
    check_depth(t, entry);
    if (entry != IN)
        return false;
    PAWL_TSAN_ACQUIRE_(t);
    return true;
}

// It is free. Lets in who is at the front, and all who wait with the same token.
static void let_in(pawl_reentrant_token *t, const struct pawl_queue *q,
                   struct pawl_granted *granted)
{
    struct pawl_waiter *w = pawl_queue_first_(q);
    while (w) {
        struct pawl_waiter *next = pawl_queue_next_(q, w);
        if (come_in(t, w->wants) == IN)
            pawl_queue_grant_(q, w, granted);
        w = next;
    }
}

// The deadline has passed. Takes w off the queue, unless it was let in by now. Reports whether it
// did. Nobody waits only for the one before it, so there is nobody to let in.
static bool give_up(void *object, struct pawl_waiter *w)
{
    pawl_reentrant_token *t = (pawl_reentrant_token *)object;
    struct pawl_queue q = pawl_queue_lock_(t);
    bool queued = w->queued;
    if (queued)
        pawl_queue_leave_(&q, w);
    pawl_queue_unlock_(&q);
    return queued;
}

int pawl_reentrant_token_lock_until(pawl_reentrant_token *t, uint64_t token, int64_t deadline)
{
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_REENTRANT));
    struct pawl_queue q = pawl_queue_lock_(t);
    enum entry entry = come_in(t, token);
    if (entry == TAKEN) {
        w.wants = token;
        pawl_queue_join_(&q, &w);
    }
    pawl_queue_unlock_(&q);
    check_depth(t, entry);
    if (pawl_queue_wait_(&w, pawl_deadline_at_(deadline), give_up, t) != 0)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_ACQUIRE_(t);
    return 0;
}

void pawl_reentrant_token_lock(pawl_reentrant_token *t, uint64_t token)
{
    (void)pawl_reentrant_token_lock_until(t, token, PAWL_NEVER);
}

void pawl_reentrant_token_unlock(pawl_reentrant_token *t, uint64_t token)
{
    PAWL_TSAN_RELEASE_(t);
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(t);
    uint32_t depth = pawl_word_load_rlx(&t->depth);
    bool wrong = depth != 0 && t->token != token;
    if (depth != 0 && !wrong) {
        pawl_word_store_rlx(&t->depth, depth - 1);
        if (depth == 1)
            let_in(t, &q, &granted);
    }
    pawl_queue_unlock_(&q);
    if (wrong)
        pawl_fatal_("sync: unlock of reentrant mutex with a wrong token", t);
    if (depth == 0)
        pawl_fatal_("sync: unlock of unlocked reentrant mutex", t);
    if (granted.first)
        pawl_event_from_(PAWL_ON_WAKE | PAWL_OF_(PAWL_KIND_REENTRANT), t, PAWL_CALLER_);
    pawl_wake_(&granted);
}
