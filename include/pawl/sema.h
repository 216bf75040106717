// sema.h - the counting semaphore under the pawl mutex: 4 bytes, no init, strict queue.
// SPDX-License-Identifier: MIT
//
// Like the semaphore of Go's runtime it is meant for building other primitives: think of it as a
// way to pair a sleep with exactly one wake-up, whichever of the two comes first. The waiters are
// not in the semaphore but in one table of the process, keyed by its address; each waiter's record
// lies on its own stack, so waiting calls no malloc. After fork the child's queues are empty, and a
// count is what it was in the parent.
//
// A release goes to the waiter at the front, and nobody can take it away from that waiter. Only if
// nobody waits is it kept in the count. The release touches the semaphore for the last time before
// the released waiter can return: the semaphore may live in an object that this waiter then frees.
#ifndef PAWL_SEMA_H
#define PAWL_SEMA_H

#include <pawl/word.h>

PAWL_BEGIN_DECLS

// All zero: a count of zero. Must not be copied or moved while somebody waits.
typedef struct pawl_sema {
    pawl_word count; // internal use only
} pawl_sema;

// clang-format off
#define PAWL_SEMA_INIT(n) {(n)}
// clang-format on

// Flags of acquire and release.
enum {
    PAWL_SEMA_LIFO = 1,    // acquire: queue at the front, not at the back
    PAWL_SEMA_HANDOFF = 2, // release: let the released waiter run at once where that can be done
};

// pawl_sema_acquire waits until the count is positive and takes one from it.
// Blocks without limit; signals do not end the wait. Not a cancellation point. flags: 0 or LIFO.
// The release that is taken synchronizes before the return.
PAWL_API void pawl_sema_acquire(pawl_sema *s, unsigned flags);

// pawl_sema_acquire_until is acquire with a deadline (pawl/clock.h). Returns 0 when one was taken,
// PAWL_ETIMEDOUT when the deadline passed first; then it has left the queue and taken nothing.
// Never times out early. A deadline in the past takes what is there and does not wait.
PAWL_API int pawl_sema_acquire_until(pawl_sema *s, unsigned flags, int64_t deadline);

// pawl_sema_tryacquire takes one if it can do so without waiting, and reports whether it did.
PAWL_API bool pawl_sema_tryacquire(pawl_sema *s);

// pawl_sema_release wakes the waiter at the front, or adds one to the count if nobody waits.
// flags: 0 or HANDOFF. Blocks only for the few instructions that another thread spends on the same
// table bucket; not async-signal-safe. A count beyond UINT32_MAX is fatal ("sync: semaphore
// overflow").
// It synchronizes before the return of the acquire that takes it.
PAWL_API void pawl_sema_release(pawl_sema *s, unsigned flags);

PAWL_END_DECLS

#endif
