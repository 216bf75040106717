// semaphore.c - a weighted semaphore, first come, first served: golang.org/x/sync/semaphore.
// SPDX-License-Identifier: MIT
//
// The word held: bit 0 QUEUED, somebody waits; above it how many units are taken. While QUEUED is
// set, only who has the queue's lock changes the word: nobody can overtake.
#include "base/fatal.h"
#include "base/hook.h"
#include "park/spin.h"
#include "park/wait.h"
#include "sema/queue.h"

#include <pawl/semaphore.h>
#include <pawl/tsan.h>

_Static_assert(sizeof(pawl_semaphore) == 8, "a semaphore is 8 bytes");

enum { QUEUED = 1, UNIT = 2 };

static uint32_t held(uint32_t word)
{
    return word / UNIT;
}

static bool fits(const pawl_semaphore *s, uint32_t word, uint64_t n)
{
    return held(word) + n <= s->size;
}

static bool take(pawl_semaphore *s, uint64_t n)
{
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&s->held);
        if ((old & QUEUED) != 0 || !fits(s, old, n))
            return false;
        // acquire: pairs with the release in release.
        if (pawl_word_casw_acq(&s->held, old, old + (uint32_t)n * UNIT))
            return true;
    }
}

// A forked child inherits the mark, but not the queue. Takes away a mark without a queue, whose
// lock the caller has, and reports whether it did.
static bool lay_ghosts(pawl_semaphore *s, const struct pawl_queue *q)
{
    uint32_t old = pawl_word_load_rlx(&s->held);
    if ((old & QUEUED) == 0 || pawl_queue_first_(q) != NULL)
        return false;
    pawl_word_store_rlx(&s->held, old & ~(uint32_t)QUEUED);
    return true;
}

static bool is_haunted(pawl_semaphore *s)
{
    if ((pawl_word_load_rlx(&s->held) & QUEUED) == 0)
        return false;
    struct pawl_queue q = pawl_queue_lock_(&s->held);
    bool laid = lay_ghosts(s, &q);
    pawl_queue_unlock_(&q);
    return laid;
}

bool pawl_semaphore_tryacquire(pawl_semaphore *s, uint32_t n)
{
    if (!take(s, n) && !(is_haunted(s) && take(s, n)))
        return false;
    PAWL_TSAN_ACQUIRE_(s);
    return true;
}

// Queues w, unless what it wants is there.
static void queue_up(pawl_semaphore *s, struct pawl_waiter *w)
{
    struct pawl_queue q = pawl_queue_lock_(&s->held);
    bool queued = false;
    lay_ghosts(s, &q);
    while (!queued && !take(s, w->wants)) {
        uint32_t old = pawl_word_load_rlx(&s->held);
        bool waits = (old & QUEUED) != 0 || !fits(s, old, w->wants);
        // acquire: pairs with the release of units that another one than our waker gave back.
        queued = waits && pawl_word_casw_acq(&s->held, old, old | QUEUED);
    }
    if (queued)
        pawl_queue_join_(&q, w);
    pawl_queue_unlock_(&q);
}

// Gives those at the front what they want, as far as it goes. word: what held is to be, with
// QUEUED. The caller has the queue's lock, so nobody else changes it.
static void serve(pawl_semaphore *s, const struct pawl_queue *q, uint32_t word,
                  struct pawl_granted *granted)
{
    struct pawl_waiter *w;
    while ((w = pawl_queue_first_(q)) != NULL && fits(s, word, w->wants)) {
        word += (uint32_t)w->wants * UNIT;
        pawl_queue_grant_(q, w, granted);
    }
    // release: pairs with the acquire in tryacquire.
    pawl_word_store_rel(&s->held, w ? word : word & ~(uint32_t)QUEUED);
}

// The deadline has passed. Takes w off the queue, unless it was served by now, and serves those who
// waited only behind it. Reports whether it did.
static bool give_up(void *object, struct pawl_waiter *w)
{
    pawl_semaphore *s = (pawl_semaphore *)object;
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = pawl_queue_lock_(&s->held);
    bool queued = w->queued;
    if (queued) {
        pawl_queue_leave_(&q, w);
        serve(s, &q, pawl_word_load_rlx(&s->held), &granted);
    }
    pawl_queue_unlock_(&q);
    pawl_wake_(&granted);
    return queued;
}

int pawl_semaphore_acquire_until(pawl_semaphore *s, uint32_t n, int64_t deadline)
{
    // While nobody sleeps: a unit may be free again in a moment, and nobody is overtaken.
    struct pawl_spin spin = {0};
    do {
        if (pawl_semaphore_tryacquire(s, n))
            return 0;
    } while ((pawl_word_load_rlx(&s->held) & QUEUED) == 0 && pawl_spin_(&spin));
    struct pawl_waiter w = pawl_waiter_(PAWL_OF_(PAWL_KIND_SEMAPHORE));
    if (n > s->size) {
        pawl_wait_begins_(w.kind | PAWL_TRIES_, s);
        pawl_park_(w.owner, pawl_deadline_at_(deadline));
        pawl_event_(PAWL_ON_WAIT_END | w.kind, s, 0);
        pawl_parker_return_(w.owner);
        return PAWL_ETIMEDOUT;
    }
    w.wants = n;
    queue_up(s, &w);
    if (pawl_queue_wait_(&w, pawl_deadline_at_(deadline), give_up, s) != 0)
        return PAWL_ETIMEDOUT;
    PAWL_TSAN_ACQUIRE_(s);
    return 0;
}

void pawl_semaphore_acquire(pawl_semaphore *s, uint32_t n)
{
    if (n > s->size)
        pawl_fatal_("semaphore: acquire of more than its size", s);
    pawl_semaphore_acquire_until(s, n, PAWL_NEVER);
}

void pawl_semaphore_release(pawl_semaphore *s, uint32_t n)
{
    PAWL_TSAN_RELEASE_(s);
    struct pawl_granted granted = {NULL, NULL};
    struct pawl_queue q = {NULL, NULL, 0};
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&s->held);
        if (n > held(old))
            pawl_fatal_("semaphore: released more than held", s);
        // release: pairs with the acquire in tryacquire. The last access to *s.
        if ((old & QUEUED) == 0) {
            if (pawl_word_casw_rel(&s->held, old, old - n * UNIT))
                return;
            continue;
        }
        q = pawl_queue_lock_(&s->held);
        old = pawl_word_load_rlx(&s->held);
        if ((old & QUEUED) != 0 && n <= held(old))
            break;
        pawl_queue_unlock_(&q); // whoever waited has given up
    }
    serve(s, &q, pawl_word_load_rlx(&s->held) - n * UNIT, &granted);
    pawl_queue_unlock_(&q);
    if (granted.first)
        pawl_event_from_(PAWL_ON_WAKE | PAWL_OF_(PAWL_KIND_SEMAPHORE), s, PAWL_CALLER_);
    pawl_wake_(&granted);
}
