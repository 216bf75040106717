// waitgroup.c - waits until a number of things are done: Go's sync.WaitGroup.
// SPDX-License-Identifier: MIT
//
// The state word                                              who changes it
//   WAITERS   somebody waits: who makes the count zero must     a waiter, under the queue's lock;
//             release them                                      cleared with the queue, under it
//   count     from bit 1, signed                                add
//
// Go counts the waiters in the word and gives each a token of a semaphore. Here they are in the
// queue or not there at all, so that no waiter needs the object once it sleeps, and the last done
// needs it only up to the unlock of the queue. In between, WAITERS with a count of zero, nobody
// passes, nobody gives up, and an add is the misuse that it is in Go.
#include "base/fatal.h"
#include "base/hook.h"
#include "sema/queue.h"

#include <pawl/waitgroup.h>

_Static_assert(sizeof(pawl_waitgroup) == 4, "a WaitGroup is 4 bytes");

enum { WAITERS = PAWL_WAITGROUP_WAITERS_ };
#define MAX_COUNT (INT32_MAX / 2)

extern inline void pawl_waitgroup_add(pawl_waitgroup *wg, int delta);
extern inline void pawl_waitgroup_done(pawl_waitgroup *wg);
extern inline void pawl_waitgroup_wait(pawl_waitgroup *wg);

static int count(uint32_t state)
{
    return (int32_t)(state & ~(uint32_t)WAITERS) / 2;
}

// The caller has made the count zero, and WAITERS was set. Whoever is queued cannot leave before it
// is released here, and keeps *wg where it is. Nobody is queued only in a forked child, where the
// mark was inherited and the waiters were not: then *wg may be gone by now.
static void release_waiters(pawl_waitgroup *wg)
{
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(&wg->state);
    if (pawl_queue_first_(&q) != NULL && count(pawl_word_load_rlx(&wg->state)) == 0) {
        // release: pairs with the acquire in wait, for who comes from now on.
        pawl_word_add_rel(&wg->state, -(uint32_t)WAITERS);
        pawl_queue_grant_all_(&q, &granted);
    }
    pawl_queue_unlock_(&q);
    pawl_wake_(&granted);
}

// Is somebody queued? In a forked child the mark may be there without.
static bool somebody_waits(pawl_waitgroup *wg)
{
    struct pawl_queue q = pawl_queue_lock_(&wg->state);
    bool waits = pawl_queue_first_(&q) != NULL;
    pawl_queue_unlock_(&q);
    return waits;
}

// old: the state before delta was added. Touches *wg only if waiters keep it where it is.
void pawl_waitgroup_add_slow_(pawl_waitgroup *wg, int delta, uint32_t old)
{
    int64_t now = (int64_t)count(old) + delta;
    if (now < 0)
        pawl_fatal_("sync: negative WaitGroup counter", wg);
    if (now > MAX_COUNT)
        pawl_fatal_("sync: WaitGroup counter overflow", wg);
    if ((old & WAITERS) == 0)
        return;
    if (count(old) == 0 && delta != 0 && somebody_waits(wg))
        pawl_fatal_("sync: WaitGroup misuse: Add called concurrently with Wait", wg);
    if (now == 0 && delta != 0)
        release_waiters(wg);
}

// Queues w unless the count is zero.
static void queue_up(pawl_waitgroup *wg, struct pawl_waiter *w)
{
    struct pawl_queue q = pawl_queue_lock_(&wg->state);
    bool first = pawl_queue_first_(&q) == NULL;
    bool queued = false;
    for (;;) {
        // acquire: pairs with the release in add.
        uint32_t old = pawl_word_load_acq(&wg->state);
        // Marked, but nobody is queued: so only in a forked child, whose parent's waiters are gone.
        uint32_t marked = first ? old & ~(uint32_t)WAITERS : old;
        queued = marked != 0;
        if (old == 0 || pawl_word_casw_rlx(&wg->state, old, queued ? old | WAITERS : 0))
            break;
    }
    if (queued)
        pawl_queue_join_(&q, w);
    pawl_queue_unlock_(&q);
}

// The deadline has passed. Takes w off the queue, and the mark with the last one, unless the
// waiters are released already or about to be. Reports whether it did.
static bool give_up(void *object, struct pawl_waiter *w)
{
    pawl_waitgroup *wg = (pawl_waitgroup *)object;
    struct pawl_queue q = pawl_queue_lock_(&wg->state);
    bool last = pawl_queue_length_(&q) == 1;
    bool stays = !w->queued;
    while (!stays) {
        uint32_t old = pawl_word_load_rlx(&wg->state);
        stays = count(old) == 0;
        if (!stays && (!last || pawl_word_casw_rlx(&wg->state, old, old & ~(uint32_t)WAITERS)))
            break;
    }
    if (!stays)
        pawl_queue_leave_(&q, w);
    pawl_queue_unlock_(&q);
    return !stays;
}

int pawl_waitgroup_wait_until(pawl_waitgroup *wg, int64_t deadline)
{
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_WAITGROUP));
    queue_up(wg, &w);
    if (pawl_queue_wait_(&w, pawl_deadline_at_(deadline), give_up, wg) != 0)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_ACQUIRE_(wg);
    return 0;
}
