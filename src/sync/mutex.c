// mutex.c - mutual exclusion: Go's sync.Mutex, made safe for a language without garbage collection.
// SPDX-License-Identifier: MIT
//
// Read it beside Go's internal/sync/mutex.go: names and order of steps are the same.
//
// The state word                                                     who changes it
//   LOCKED    somebody owns the mutex                                 the owner, or who takes it
//   WOKEN     a waiter is on its way: wake no other                   set by unlock, cleared by it
//   STARVING  starvation mode: unlock hands over, newcomers queue     set and cleared by a waiter
//   DUE       (WOKEN's bit, in starvation mode) who began it waits    set and cleared by that one
//   waiters   from bit 3: who sleeps, is about to, or just gave up    see below
//
// Normal mode. Whoever finds the mutex free takes it, queue or no queue: the one that runs on a CPU
// now has better chances than the one that first must wake up, and that is good for throughput. A
// waiter that woke and lost queues again at the front. If it has waited for more than 1 ms, it also
// switches the mutex to starvation mode.
//
// Starvation mode. Unlock leaves LOCKED clear and STARVING set, and releases the waiter at the
// front, who thereby owns the mutex: it sets LOCKED itself. Newcomers do not try, do not spin, and
// queue at the back. The new owner ends the mode if it is the last waiter, has waited for less than
// 1 ms, or queued when the mode was on already, as all that were queued then have been served;
// hand-offs are so slow that threads could otherwise go on in lock-step for ever. But while DUE is
// set, it goes on: whoever began it has to be served.
//
// Where it differs from Go (and m2016.c):
// - Unlock clears LOCKED and claims the right to wake in ONE compare-and-swap. Go clears LOCKED,
//   then looks again; in between the next owner may have freed the mutex.
// - A release of the semaphore is a ticket for the waiter at the front, which nobody can rob.
// - Spinners never set WOKEN. In Go two that spin in turn can keep a sleeper asleep for ever.
// - DUE. Who begins the mode queues a moment after. In Go a hand-off in between goes to another
//   waiter, which ends the mode: and so on, without end.
// - The last of the three rules that end starvation mode: a round of hand-offs through 100 threads
//   takes over 1 ms, so that by Go's rules it never ends (docs/performance.md).
// - Unlock hands over to a waiter that was released and does not get a CPU (overdue).
// - A deadline: a waiter may take itself off the queue and off the count.
//
// Invariants (checked by src/sim: docs/model.md)
//   I1 WOKEN, not STARVING <=> exactly one agent owns the wake: an unlocker between its claim and
//      its release, or the waiter it released, until that one clears WOKEN.
//   I2 DUE, STARVING <=> the waiter that set them is counted and has not taken over
//   I3 sema is 0 or 1                   I4 STARVING => waiters > 0
//   I5 STARVING and not LOCKED => a grant is on its way
//   I6 no access to the mutex after its owner could have freed it
//   I7 waiters + claimed wakes not consumed yet = queued + arriving + timed out but still counted
#include "base/fatal.h"
#include "base/hook.h"
#include "base/tuning.h"
#include "park/spin.h"
#include "park/wait.h"
#include "sema/sema.h"

#include "sync/mutex_state.h"

_Static_assert(sizeof(pawl_mutex) == 8, "a mutex is 8 bytes");

static void check(bool consistent, const pawl_mutex *m)
{
    if (PAWL_UNLIKELY(!consistent))
        pawl_fatal_("sync: inconsistent mutex state", m);
}

// Every value that a slow path is about to give the word passes through here: I4.
static uint32_t valid(const pawl_mutex *m, uint32_t new_)
{
    check(!PAWL_CHECK_INVARIANTS || (new_ & STARVING) == 0 || new_ >> WAITER_SHIFT != 0, m);
    return new_;
}

struct wait {
    int64_t start;           // when it first went to sleep; 0: it did not
    bool starving;           // it has waited for too long
    bool awoke;              // it was released: WOKEN is set for it, or STARVING
    bool newcomer;           // it queued in starvation mode
    bool due;                // it switched to starvation mode: DUE is set for it
    struct pawl_grant grant; // how it was released
};

// The caller was released while the mutex is starving: it owns it, and only has to say so. In a
// loop, where Go adds: whether the caller is the last waiter can change up to the last moment.
//   A: reads "starving, 2 waiting": not the last    B: times out, uncounts itself
//   A: adds "locked" and takes itself off           STARVING without a waiter, for ever
static void take_over(pawl_mutex *m, const struct wait *w)
{
    bool nobody_starves = !w->starving || (w->newcomer && PAWL_SERVE_ONCE);
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        uint32_t waiters = old >> WAITER_SHIFT;
        check((old & (LOCKED | STARVING)) == STARVING && waiters != 0, m);
        uint32_t new_ = (old - WAITER) | LOCKED;
        if (w->due)
            new_ &= ~(uint32_t)DUE;
        bool leave = waiters == 1 || (nobody_starves && (new_ & DUE) == 0);
        check(waiters != 1 || (new_ & DUE) == 0, m); // I2: who is due is counted
        if (leave)
            new_ &= ~(uint32_t)STARVING;
        // acquire: pairs with the unlock that handed over.
        if (!pawl_word_casw_acq(&m->state, old, valid(m, new_)))
            continue;
        // Released for another try, and handed over later: only the unlocker knows when.
        pawl_event_(PAWL_ON_HANDOFF, m, w->grant.handoff ? w->grant.ns : 0);
        if (leave)
            pawl_event_(PAWL_ON_NORMAL, m, 0);
        return;
    }
}

// The caller timed out and took itself off the queue. Takes itself off the count too and returns
// true, unless the count says that the wake or hand-off on its way is meant for the caller:
//   T: times out, leaves the queue   U: unlock claims the last waiter, T; nobody is queued, so the
//   T: uncounts itself from 0        token stays in sema, for whoever comes next
static bool uncount(pawl_mutex *m, const struct wait *w)
{
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        uint32_t waiters = old >> WAITER_SHIFT;
        bool handed_over = (old & (LOCKED | STARVING)) == STARVING;
        if (waiters == 0 || (waiters == 1 && handed_over))
            return false;
        uint32_t new_ = old - WAITER;
        if (w->due)
            new_ &= ~(uint32_t)DUE; // I2
        if (waiters == 1)
            new_ &= ~(uint32_t)STARVING; // I4
        if (!pawl_word_casw_rlx(&m->state, old, valid(m, new_)))
            continue;
        if ((old & ~new_ & STARVING) != 0)
            pawl_event_(PAWL_ON_NORMAL, m, 0);
        return true;
    }
}

// Sleeps, as a counted waiter, until released (0) or uncounted after the deadline (PAWL_ETIMEDOUT).
static int wait_for_release(pawl_mutex *m, bool again, struct pawl_deadline deadline,
                            struct wait *w)
{
    pawl_wait_begins_(PAWL_OF_(PAWL_KIND_MUTEX), m);
    int err;
    while ((err = pawl_sema_wait_(&m->sema, again ? PAWL_SEMA_LIFO : 0, deadline, &w->grant)) !=
           0) {
        if (uncount(m, w))
            break;
        // A token is on its way for the caller, or another waiter takes it and leaves its own count
        // to the caller: look again after a while, rather than to wait for that one's unlock.
        deadline = pawl_deadline_at_(pawl_now() + PAWL_STARVATION_THRESHOLD);
    }
    pawl_event_(PAWL_ON_WAIT_END, m, w->grant.ns);
    return err;
}

int pawl_mutex_acquire_(pawl_mutex *m, struct pawl_deadline deadline, bool spins)
{
    bool orphan = pawl_mutex_lay_ghosts_(m, false);
    struct wait w = {0};
    bool late = pawl_deadline_passed_(deadline);
    struct pawl_spin spin = {0};
    for (;;) {
        // 1. Somebody has the mutex and it may be free again in a moment. Not when others sleep:
        //    there are more threads than CPUs, and one that sleeps leaves its own to the owner.
        uint32_t old = pawl_word_load_rlx(&m->state);
        if ((old & ~(uint32_t)WOKEN) == LOCKED && spins && !late && pawl_spin_(&spin))
            continue;
        if (w.awoke && (old & STARVING) != 0 && !orphan) {
            take_over(m, &w);
            return 0;
        }

        // 2. Take it if it is free, else join the waiters, or give up. In the same step, give back
        //    the wake. Only who finds it LOCKED may set STARVING: there must be an unlock to come.
        bool free_ = (old & (LOCKED | STARVING)) == 0;
        check(!w.awoke || (old & WOKEN) != 0 || orphan, m);
        uint32_t new_ = w.awoke ? old & ~(uint32_t)WOKEN : old;
        if (free_) {
            new_ |= LOCKED;
        } else if (!late) {
            if (PAWL_UNLIKELY(old >> WAITER_SHIFT == MAX_WAITERS))
                pawl_fatal_("sync: too many threads wait for a mutex", m);
            pawl_sema_enter_();
            new_ += WAITER;
            if (w.starving && (old & LOCKED) != 0)
                new_ |= STARVING | DUE;
        } else if (!w.awoke) {
            return PAWL_ETIMEDOUT;
        }
        // acquire: pairs with the release in unlock. release: for mutex_fork.c.
        if (!pawl_word_casw_acq_rel(&m->state, old, valid(m, new_)))
            continue;
        if (free_)
            return 0;
        if (late)
            return PAWL_ETIMEDOUT;
        w.due = (new_ & ~old & STARVING) != 0;
        if (w.due)
            pawl_event_(PAWL_ON_STARVING, m, 0);

        // 3. Sleep: newcomers at the back, a loser at the front again.
        bool again = w.start != 0;
        w.newcomer = !again && (old & STARVING) != 0;
        w.start = again ? w.start : pawl_now();
        if (wait_for_release(m, again, deadline, &w) != 0)
            return PAWL_ETIMEDOUT;

        // 4. Released, for another try or, if STARVING is set then, as the owner.
        int64_t now = pawl_now();
        w.starving = (w.starving || now - w.start > PAWL_STARVATION_THRESHOLD) && !orphan;
        w.awoke = true;
        late = pawl_deadline_passed_by_(deadline, now);
        spin = (struct pawl_spin){0};
    }
}

// The wake that was claimed for a waiter becomes a hand-off to it: it is counted again, and will
// find STARVING set when it looks at last. Till then nobody can take the mutex, so that those who
// have the CPUs go to sleep, and it gets one.
static uint32_t handed_to_woken(uint32_t old)
{
    return (((old - LOCKED) & ~(uint32_t)WOKEN) | STARVING) + WAITER;
}

enum pawl_released pawl_mutex_release_(pawl_mutex *m, const void *caller)
{
    if (PAWL_UNLIKELY(pawl_mutex_lay_ghosts_(m, true)))
        return pawl_mutex_unlock_orphan_(m, caller);
    for (;;) {
        uint32_t old = pawl_word_load_rlx(&m->state);
        if ((old & LOCKED) == 0)
            return PAWL_WAS_UNLOCKED;
        bool handoff = (old & STARVING) != 0;
        bool woken = (old & WOKEN) != 0 && !handoff;
        bool wake = old >> WAITER_SHIFT != 0 && !woken && !handoff;
        uint32_t new_ = old - LOCKED;
        if (wake) {
            new_ = (new_ - WAITER) | WOKEN;
            pawl_sema_expect_(&m->sema);
        } else if (woken && old >> WAITER_SHIFT < MAX_WAITERS && pawl_sema_overdue_(&m->sema)) {
            new_ = handed_to_woken(old);
        }
        // release: pairs with the acquire in lock. This is the last access to *m, but for the token
        // that the semaphore may store for a waiter who is counted and cannot leave without it.
        if (!pawl_word_casw_rel(&m->state, old, valid(m, new_)))
            continue;
        if ((new_ & ~old & STARVING) != 0)
            pawl_event_(PAWL_ON_STARVING, m, 0);
        if (!wake && !handoff)
            return PAWL_RELEASED;
        // Before the waiter runs: it may preempt the caller, and tell of its own unlock first.
        pawl_event_from_(PAWL_ON_WAKE, m, caller);
        pawl_sema_release(&m->sema, handoff ? PAWL_SEMA_HANDOFF : 0);
        return PAWL_WOKE;
    }
}

// There may be waiters, but the caller is running now and can take the mutex before one of them
// wakes.
bool pawl_mutex_try_(pawl_mutex *m)
{
    pawl_mutex_lay_ghosts_(m, false);
    uint32_t old = pawl_word_load_rlx(&m->state);
    // acquire: pairs with the release in unlock.
    return (old & (LOCKED | STARVING)) == 0 && pawl_word_cas_acq(&m->state, old, old | LOCKED);
}
