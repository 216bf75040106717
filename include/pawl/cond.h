// cond.h - waits for a condition that a lock guards, in 8 bytes: Go's sync.Cond.
// SPDX-License-Identifier: MIT
//
//     static pawl_mutex mu;
//     static pawl_cond nonempty;        // zero: nobody waits
//
//     pawl_mutex_lock(&mu);             // the consumer
//     while (queue_empty(&q))
//         pawl_cond_wait(&nonempty, &mu);
//     item = queue_take(&q);
//     pawl_mutex_unlock(&mu);
//
//     pawl_mutex_lock(&mu);             // the producer
//     queue_put(&q, item);
//     pawl_mutex_unlock(&mu);
//     pawl_cond_signal(&nonempty);      // may be called with the lock held, or without
//
// What it promises. Waiters are woken in the order in which they came. A signal goes to one that
// waited when it was given, never to one that came later, and wakes exactly one. Nobody wakes for
// no reason. (The loop is needed all the same: between the signal and the waiter's lock somebody
// else may have made the condition false again.)
//
// Once nobody waits any more, the Cond's memory may go, even if those that were woken have not come
// back yet: neither they nor the signal touch it any more. Signals of the system end no wait.
// Waiting is not a cancellation point. No function may be called from a signal handler. After fork
// nobody waits in the child. It cannot be shared between processes, and must not be copied or moved
// after first use: "sync.Cond is copied" is fatal.
#ifndef PAWL_COND_H
#define PAWL_COND_H

#include <pawl/clock.h>
#include <pawl/locker.h>
#include <pawl/mutex.h>

PAWL_BEGIN_DECLS

typedef struct pawl_cond {
    pawl_word waiters; // internal use only: see src/sync/cond.c
    pawl_word self;    // internal use only: where it was used first
} pawl_cond;

// clang-format off
#define PAWL_COND_INIT {0, 0}
// clang-format on

// pawl_cond_wait unlocks m, waits to be woken, and locks m again before it returns. The caller
// holds m (else "sync: unlock of unlocked mutex" is fatal). There is nothing between: whoever
// signals after m was unlocked finds the caller waiting.
// Memory: the signal or broadcast that wakes it synchronizes before the return, as does, by the
// lock, the last unlock of m.
PAWL_INLINE void pawl_cond_wait(pawl_cond *c, pawl_mutex *m) PAWL_REQUIRES(m);

// pawl_cond_wait_until is wait with a deadline (pawl/clock.h): 0 when woken, PAWL_ETIMEDOUT when
// the deadline passed first, never before it; a signal is not used up then. m is locked again in
// either case, however long that takes.
PAWL_INLINE int pawl_cond_wait_until(pawl_cond *c, pawl_mutex *m, int64_t deadline)
    PAWL_REQUIRES(m);

// pawl_cond_wait_locker and its _until form do the same with any lock. l's unlock and lock may
// themselves wait, but must return: no longjmp, pthread_exit, cancellation or exception. A
// reentrant lock must be held once only, or it is not free while the caller waits.
PAWL_API void pawl_cond_wait_locker(pawl_cond *c, pawl_locker l);
PAWL_API int pawl_cond_wait_locker_until(pawl_cond *c, pawl_locker l, int64_t deadline);

// pawl_cond_signal wakes the one that has waited longest, if anybody waits. The caller may hold the
// lock but need not. Blocks only for the few instructions that another thread spends on the same
// bucket of the semaphore table. Without a waiter it orders nothing.
PAWL_API void pawl_cond_signal(pawl_cond *c);

// pawl_cond_broadcast wakes all that wait; the rest is as for signal.
PAWL_API void pawl_cond_broadcast(pawl_cond *c);

// ---- internal -----------------------------------------------------------------------------------

PAWL_API int pawl_cond_wait_slow_(pawl_cond *c, pawl_mutex *m, int64_t deadline);

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS int pawl_cond_wait_until(pawl_cond *c, pawl_mutex *m,
                                                                    int64_t deadline)
{
    PAWL_TSAN_INSIDE_(PAWL_TSAN_PRE_UNLOCK_(m));
    PAWL_TSAN_INSIDE_(PAWL_TSAN_POST_UNLOCK_(m));
    int err = pawl_cond_wait_slow_(c, m, deadline);
    PAWL_TSAN_INSIDE_(PAWL_TSAN_PRE_LOCK_(m));
    PAWL_TSAN_INSIDE_(PAWL_TSAN_POST_LOCK_(m));
    return err;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_cond_wait(pawl_cond *c, pawl_mutex *m)
{
    pawl_cond_wait_until(c, m, PAWL_NEVER);
}

PAWL_END_DECLS

#endif
