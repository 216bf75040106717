// mutex.h - mutual exclusion in 8 bytes: Go's sync.Mutex.
// SPDX-License-Identifier: MIT
//
//     static pawl_mutex mu;             // zero is unlocked: no init, no destroy
//
//     pawl_mutex_lock(&mu);
//     balance += amount;
//     pawl_mutex_unlock(&mu);
//
// Or let the end of the scope unlock it (return, break and goto included):
//
//     PAWL_GUARD(&mu);
//     if (balance < amount)
//         return false;
//     balance -= amount;
//     return true;
//
// What it promises. At most one owner. The n'th unlock synchronizes before the (n+1)'th lock.
// An unlock never touches the mutex after another thread could own it, so the thread that owns it
// alone may free the memory it lies in at once. Signals end no wait. Waiting calls no malloc: the
// waiter's record is on its stack, and a thread's first wait takes 64 bytes from a pool of pages;
// that the system has none left is a fatal error.
//
// What it promises about fairness. Newcomers may overtake waiters, which is what makes it fast. A
// waiter that wakes after more than 1 ms and loses again asks for direct hand-off ("starvation
// mode"), which lasts at least until that waiter owns the mutex or gives up; newcomers queue
// meanwhile. One that was woken but got no CPU for 0.3 ms may be handed the mutex, too. So whoever
// calls lock gets it some time, if owners unlock, every thread gets a CPU, time passes while
// threads wait, and no thread's compare-and-swap fails for ever: this is proven for models of two
// and three threads (docs/fairness.md), not for more. There is no strict order and no bound on the
// wait. A mutex that a forked child inherited with waiters has no starvation mode, and promises
// none of this.
//
// What it does not do. It has no owner: any thread may unlock it, and locking it twice in one
// thread waits for ever. It cannot be shared between processes. It does not inherit priorities: a
// SCHED_FIFO thread that waits does not speed up the owner, but it spins for microseconds only and
// then sleeps, so it does not block an owner on its own CPU. Its functions are not safe to call
// from signal handlers, trylock included. They are not cancellation points. After fork, the child
// may use the mutexes that the forking thread held or that nobody used; others must be zeroed
// first.
//
// It must not be copied or moved after first use. More than 2^29 - 1 waiters are a fatal error
// ("sync: too many threads wait for a mutex"); so is a state that no sequence of calls can lead to
// ("sync: inconsistent mutex state"), which is nearly always memory overwritten by somebody else.
#ifndef PAWL_MUTEX_H
#define PAWL_MUTEX_H

#include <pawl/clock.h>
#include <pawl/sema.h>
#include <pawl/tsan.h>
#include <pawl/watch.h>
#include <pawl/word.h>

PAWL_BEGIN_DECLS

typedef struct PAWL_CAPABILITY("mutex") pawl_mutex {
    pawl_word state; // internal use only: see src/sync/mutex.c
    pawl_sema sema;  // internal use only: where waiters sleep
} pawl_mutex;

// clang-format off
#define PAWL_MUTEX_INIT {0, {0}}
// clang-format on

// pawl_mutex_lock locks m. If it is locked already, the caller waits, without limit, until it owns
// it. Memory: a lock synchronizes with the unlock before it, as acquire with release.
PAWL_INLINE void pawl_mutex_lock(pawl_mutex *m) PAWL_ACQUIRE(m);

// pawl_mutex_unlock unlocks m, which may be done by any thread, not only the one that locked it. If
// m is not locked, that is a fatal error: "sync: unlock of unlocked mutex". If somebody waits for
// m, it may itself be held up for the few instructions that another thread spends on the same
// bucket of the semaphore table. After it, the caller has no claim on m's memory.
// Memory: the n'th unlock synchronizes before the (n+1)'th lock.
PAWL_INLINE void pawl_mutex_unlock(pawl_mutex *m) PAWL_RELEASE(m);

// pawl_mutex_trylock locks m if it can do so at once, and reports whether it did. It may fail while
// m is being handed to a waiter, or when other threads change m's list of waiters at that moment.
// Correct uses of it exist but are rare: needing it is often the sign of a deeper problem in how
// the mutexes of a program are used.
// Memory: a successful trylock is a lock; a failed one orders nothing.
PAWL_INLINE bool pawl_mutex_trylock(pawl_mutex *m) PAWL_TRY_ACQUIRE(true, m);

// pawl_mutex_lock_until locks m unless the deadline (pawl/clock.h) passes first. Returns 0 when the
// caller owns m, PAWL_ETIMEDOUT when not; never the latter before the deadline. If the deadline
// passes just when m is being handed to the caller, it waits on for m, and looks again 1 ms later:
// so it may return 0 a little after the deadline. A deadline in the past tries once.
// Memory: a return of 0 is a lock; PAWL_ETIMEDOUT orders nothing.
PAWL_INLINE int pawl_mutex_lock_until(pawl_mutex *m, int64_t deadline) PAWL_TRY_ACQUIRE(0, m);

// pawl_mutex_assert_held is a fatal error ("sync: mutex is not held") if m is unlocked while a
// watcher wants events of the fast path (pawl/watch.h); else it is one load and a predicted branch.
// It tells clang's thread-safety analysis that m is held from here on.
PAWL_INLINE void pawl_mutex_assert_held(const pawl_mutex *m) PAWL_ASSERTS_HELD(m);

// PAWL_GUARD locks m now and unlocks it when the enclosing scope ends: at its closing brace, by
// return, break, continue or goto, and, in code built with -fexceptions (the default in C++), when
// the thread is cancelled or an exception passes through. longjmp does not unlock it.
// It is a declaration; one per line.
#define PAWL_GUARD(m) PAWL_GUARD_(m, PAWL_CAT_(pawl_guard_, __LINE__))

// PAWL_WITH(m) { ... } locks m, runs the block and unlocks m, by whichever way the block is left
// (as for PAWL_GUARD). break and continue leave the block only, not a loop around it. One per line.
#define PAWL_WITH(m) PAWL_WITH_(m, PAWL_CAT_(pawl_with_, __LINE__), PAWL_CAT_(pawl_once_, __LINE__))

// ---- internal: the inline fast paths and what they call -----------------------------------------

#define PAWL_MUTEX_LOCKED_ 1u
#define PAWL_MUTEX_STARVING_ 4u

#define PAWL_CAT2_(a, b) a##b
#define PAWL_CAT_(a, b) PAWL_CAT2_(a, b)
#define PAWL_GUARD_(m, name)                                                                       \
    pawl_mutex *name __attribute__((__cleanup__(pawl_mutex_unguard_), __unused__)) =               \
        pawl_mutex_guard_(m)
#define PAWL_WITH_(m, name, once)                                                                  \
    for (pawl_mutex * name                                                                         \
             __attribute__((__cleanup__(pawl_mutex_unguard_))) = pawl_mutex_guard_(m),             \
             *once = name;                                                                         \
         once; once = NULL)

PAWL_API void pawl_mutex_lock_slow_(pawl_mutex *m);
PAWL_API void pawl_mutex_unlock_slow_(pawl_mutex *m);
PAWL_API bool pawl_mutex_trylock_slow_(pawl_mutex *m);
PAWL_API int pawl_mutex_lock_until_slow_(pawl_mutex *m, int64_t deadline);
PAWL_API void pawl_mutex_assert_held_slow_(const pawl_mutex *m);

// To the analysis a guarded scope is an assertion that m is held, which lasts to the end of the
// function: clang does not follow cleanup. So it warns of a lock by hand later in the function.
PAWL_INLINE pawl_mutex *pawl_mutex_guard_(pawl_mutex *m) PAWL_ASSERTS_HELD(m);
PAWL_INLINE void pawl_mutex_unguard_(pawl_mutex **guard);

// Takes m if it is free, waiters or not: who is running now uses it sooner than who first must
// wake. One load tells whether anybody watches; if so, the slow path tells them.
PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS bool pawl_mutex_lock_fast_(pawl_mutex *m)
{
    uint32_t old = pawl_word_load_rlx(&m->state);
    // acquire: pairs with the release of the unlock before.
    return PAWL_LIKELY((old & (PAWL_MUTEX_LOCKED_ | PAWL_MUTEX_STARVING_)) == 0) &&
           !PAWL_LOCK_WATCHED_() &&
           PAWL_LIKELY(pawl_word_cas_acq(&m->state, old, old | PAWL_MUTEX_LOCKED_));
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_mutex_lock(pawl_mutex *m)
{
    PAWL_TSAN_PRE_LOCK_(m);
    if (!pawl_mutex_lock_fast_(m))
        pawl_mutex_lock_slow_(m);
    PAWL_TSAN_POST_LOCK_(m);
}

// A compare-and-swap, where Go subtracts: when somebody waits, the lock must not be free for an
// instant in which its next owner could come, go and free it while we still have a look at it.
PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_mutex_unlock(pawl_mutex *m)
{
    PAWL_TSAN_PRE_UNLOCK_(m);
    // release: pairs with the acquire of the next lock. No look at the word before: a load of what
    // a locked instruction has just stored waits for it.
    if (PAWL_UNLOCK_WATCHED_() ||
        PAWL_UNLIKELY(!pawl_word_cas_rel(&m->state, PAWL_MUTEX_LOCKED_, 0)))
        pawl_mutex_unlock_slow_(m);
    PAWL_TSAN_POST_UNLOCK_(m);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS bool pawl_mutex_trylock(pawl_mutex *m)
{
    PAWL_TSAN_PRE_TRY_(m);
    bool ok = pawl_mutex_lock_fast_(m) || pawl_mutex_trylock_slow_(m);
    PAWL_TSAN_POST_TRY_(m, ok);
    return ok;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS int pawl_mutex_lock_until(pawl_mutex *m,
                                                                     int64_t deadline)
{
    PAWL_TSAN_PRE_TRY_(m);
    int err = pawl_mutex_lock_fast_(m) ? 0 : pawl_mutex_lock_until_slow_(m, deadline);
    PAWL_TSAN_POST_TRY_(m, err == 0);
    return err;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_mutex_assert_held(const pawl_mutex *m)
{
    if (PAWL_UNLIKELY(pawl_word_load_rlx(&pawl_watching_) != 0))
        pawl_mutex_assert_held_slow_(m);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS pawl_mutex *pawl_mutex_guard_(pawl_mutex *m)
{
    pawl_mutex_lock(m);
    return m;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_mutex_unguard_(pawl_mutex **guard)
{
    pawl_mutex_unlock(*guard);
}

PAWL_END_DECLS

#endif
