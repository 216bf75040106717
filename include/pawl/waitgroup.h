// waitgroup.h - waits until a number of things are done, in 4 bytes: Go's sync.WaitGroup.
// SPDX-License-Identifier: MIT
//
//     pawl_waitgroup wg = {0};          // may lie on the stack of the one that waits
//
//     pawl_waitgroup_add(&wg, n);       // before the n threads start
//     for (i = 0; i < n; i++)
//         start(worker, &wg);           // each ends with pawl_waitgroup_done(&wg)
//     pawl_waitgroup_wait(&wg);
//
// It counts what is still to be done. Add before you start what will be done, not inside of it: the
// waiter might find the count at zero before the thread has begun.
//
// What it promises. As soon as one wait has returned 0, the memory may go, even if others that
// waited with it have not woken up yet: neither they nor the last done touch it any more. A
// WaitGroup may be used again at once after a wait has returned (Go dies of that if other waits
// have not: "reused before previous Wait has returned"; here it is harmless). Signals end no wait.
// No function is a cancellation point, none may be called from a signal handler. After fork the
// child's WaitGroups count as before, and the threads that waited are gone. It cannot be shared
// between processes, and must not be copied or moved while it is used.
//
// Misuse is fatal: "sync: negative WaitGroup counter"; "sync: WaitGroup misuse: Add called
// concurrently with Wait", when the count was zero and its waiters are just being woken; and a
// count beyond 2^30 - 1 ("sync: WaitGroup counter overflow").
#ifndef PAWL_WAITGROUP_H
#define PAWL_WAITGROUP_H

#include <pawl/clock.h>
#include <pawl/tsan.h>
#include <pawl/word.h>

PAWL_BEGIN_DECLS

typedef struct pawl_waitgroup {
    pawl_word state; // internal use only: see src/sync/waitgroup.c
} pawl_waitgroup;

// clang-format off
#define PAWL_WAITGROUP_INIT {0}
// clang-format on

// pawl_waitgroup_add adds delta, which may be negative, to the count. If that makes it zero, all
// who wait are released. Blocks, then, for the few instructions that another thread spends on the
// same bucket of the semaphore table, else never.
// Memory: an add that makes the count smaller synchronizes before the return of every wait that it
// or a later one releases, or that finds the count at zero.
PAWL_INLINE void pawl_waitgroup_add(pawl_waitgroup *wg, int delta);

// pawl_waitgroup_done is add of -1. If it is the last one, the caller has no claim on wg's memory
// any more.
PAWL_INLINE void pawl_waitgroup_done(pawl_waitgroup *wg);

// pawl_waitgroup_wait waits, without limit, until the count is zero.
// Memory: every add that made the count smaller, up to zero, synchronizes before the return.
PAWL_INLINE void pawl_waitgroup_wait(pawl_waitgroup *wg);

// pawl_waitgroup_wait_until is wait with a deadline (pawl/clock.h): 0 when the count was zero,
// PAWL_ETIMEDOUT when the deadline passed first, never before it. Then the memory must stay: others
// are still to call done. A deadline in the past looks once.
// Memory: 0 as wait; PAWL_ETIMEDOUT orders nothing.
PAWL_API int pawl_waitgroup_wait_until(pawl_waitgroup *wg, int64_t deadline);

// ---- internal: the inline fast paths and what they call -----------------------------------------

// The count is in the upper 31 bits, signed.
#define PAWL_WAITGROUP_WAITERS_ 1u
#define PAWL_WAITGROUP_ONE_ 2u

PAWL_API void pawl_waitgroup_add_slow_(pawl_waitgroup *wg, int delta, uint32_t old);

PAWL_INLINE void pawl_waitgroup_add(pawl_waitgroup *wg, int delta)
{
    if (delta < 0)
        PAWL_TSAN_RELEASE_(wg);
    // release: pairs with the acquire in wait. acquire: who releases the waiters has seen all that
    // the others have done. Unless waiters are released, this is the last access to *wg.
    uint32_t old = pawl_word_add_acq_rel(&wg->state, (uint32_t)delta * PAWL_WAITGROUP_ONE_);
    uint32_t now = old + (uint32_t)delta * PAWL_WAITGROUP_ONE_;
    // Left to the slow path: negative, overflowed, or waiters and a count of zero before or now.
    if (PAWL_UNLIKELY((int32_t)now < 0) || PAWL_UNLIKELY(delta > INT32_MAX / 2) ||
        PAWL_UNLIKELY(delta < -(INT32_MAX / 2)) || PAWL_UNLIKELY((old & 1) != 0))
        pawl_waitgroup_add_slow_(wg, delta, old);
}

PAWL_INLINE void pawl_waitgroup_done(pawl_waitgroup *wg)
{
    pawl_waitgroup_add(wg, -1);
}

PAWL_INLINE void pawl_waitgroup_wait(pawl_waitgroup *wg)
{
    // acquire: pairs with the release in add.
    if (pawl_word_load_acq(&wg->state) != 0)
        pawl_waitgroup_wait_until(wg, PAWL_NEVER);
    else
        PAWL_TSAN_ACQUIRE_(wg);
}

PAWL_END_DECLS

#endif
