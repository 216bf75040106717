// rwmutex.h - many readers or one writer, in 16 bytes: Go's sync.RWMutex.
// SPDX-License-Identifier: MIT
//
//     static pawl_rwmutex rw;           // zero is unlocked: no init, no destroy
//
//     pawl_rwmutex_rlock(&rw);          // with other readers, never with a writer
//     found = lookup(&table, key);
//     pawl_rwmutex_runlock(&rw);
//
//     pawl_rwmutex_lock(&rw);           // alone
//     insert(&table, key, value);
//     pawl_rwmutex_unlock(&rw);
//
// Worth it if readers hold it for long; for a few instructions a pawl_mutex is as fast, as readers
// share the cache line in which they count themselves. pawl/rwmutex_wide.h has readers that do not.
//
// Who goes first. A writer that waits stops new readers, so readers cannot hold it off: it goes as
// soon as those have left that came before it. After a write all readers that wait go first, then
// the next writer, so writers cannot hold readers off either. Among writers it is as for a
// pawl_mutex. There is no bound on a wait in time.
//
// So a reader must not lock for reading again: with a writer in between, that waits for ever.
// Reading cannot be made writing: a reader that locks for writing waits for itself. But writing can
// be made reading: pawl_rwmutex_downgrade.
//
// What it promises besides. An unlock never touches the RWMutex after another thread could own it:
// the thread that owns it alone may free its memory at once; that holds for runlock, too. Signals
// end no wait. No function is a cancellation point, none may be called from a signal handler. It
// has no owner: any thread may unlock what another one locked. It does not inherit priorities; it
// cannot be shared between processes. After fork, the child may use those that the forking thread
// held for writing or that nobody used. It must not be copied or moved after first use.
//
// Misuse is fatal: "sync: Unlock of unlocked RWMutex" (also while readers hold it and a writer
// waits, which Go does not notice), "sync: RUnlock of unlocked RWMutex", and more than 2^29 - 1
// readers ("sync: too many readers of an RWMutex"). Among writers the mutex' limits hold, too.
#ifndef PAWL_RWMUTEX_H
#define PAWL_RWMUTEX_H

#include <pawl/locker.h>
#include <pawl/mutex.h>

PAWL_BEGIN_DECLS

typedef struct PAWL_CAPABILITY("rwmutex") pawl_rwmutex {
    pawl_mutex w;     // internal use only: held by the writer
    pawl_word state;  // internal use only: see src/sync/rwmutex.c
    pawl_sema writer; // internal use only: where the writer waits for readers to leave
} pawl_rwmutex;

// clang-format off
#define PAWL_RWMUTEX_INIT {PAWL_MUTEX_INIT, 0, {0}}
// clang-format on

// pawl_rwmutex_rlock locks rw for reading. Waits, without limit, while a writer has it or waits for
// it. Memory: the unlock of the last writer synchronizes before it.
PAWL_INLINE void pawl_rwmutex_rlock(pawl_rwmutex *rw) PAWL_ACQUIRE_SHARED(rw);

// pawl_rwmutex_runlock undoes one rlock. If a writer waits, it may itself be held up for the few
// instructions that another thread spends on the same bucket of the semaphore table. After it the
// caller has no claim on rw's memory.
// Memory: it synchronizes before the next lock; readers are not ordered among themselves.
PAWL_INLINE void pawl_rwmutex_runlock(pawl_rwmutex *rw) PAWL_RELEASE_SHARED(rw);

// pawl_rwmutex_lock locks rw for writing. Waits, without limit, for the writers before it and for
// the readers that have it. Memory: every unlock and runlock before it synchronizes before it.
PAWL_INLINE void pawl_rwmutex_lock(pawl_rwmutex *rw) PAWL_ACQUIRE(rw);

// pawl_rwmutex_unlock undoes lock. If anybody waits, it may be held up as runlock. After it the
// caller has no claim on rw's memory.
// Memory: it synchronizes before the next lock, and before every rlock until then.
PAWL_INLINE void pawl_rwmutex_unlock(pawl_rwmutex *rw) PAWL_RELEASE(rw);

// pawl_rwmutex_tryrlock locks rw for reading if no writer has it, waits for it or is just trying
// (trylock, lock_until), and reports whether it did.
// Memory: if so, as rlock; if not, nothing.
PAWL_INLINE bool pawl_rwmutex_tryrlock(pawl_rwmutex *rw) PAWL_TRY_ACQUIRE_SHARED(true, rw);

// pawl_rwmutex_trylock locks rw for writing if nobody has it, and reports whether it did. It may
// fail, too, while another thread is inside one of these functions.
// Memory: if so, as lock; if not, nothing.
PAWL_INLINE bool pawl_rwmutex_trylock(pawl_rwmutex *rw) PAWL_TRY_ACQUIRE(true, rw);

// pawl_rwmutex_rlock_until and pawl_rwmutex_lock_until give up when the deadline (pawl/clock.h)
// passes: they return 0 when the caller has rw, PAWL_ETIMEDOUT when not, never before the deadline.
// A deadline in the past tries once. A writer that gives up lets in the readers it had stopped.
// Memory: a return of 0 is an rlock, a lock; PAWL_ETIMEDOUT orders nothing.
PAWL_INLINE int pawl_rwmutex_rlock_until(pawl_rwmutex *rw, int64_t deadline)
    PAWL_TRY_ACQUIRE_SHARED(0, rw);
PAWL_INLINE int pawl_rwmutex_lock_until(pawl_rwmutex *rw, int64_t deadline) PAWL_TRY_ACQUIRE(0, rw);

// pawl_rwmutex_downgrade turns the caller's write lock into a read lock with no writer in between,
// and lets waiting readers in. It may be held up as unlock. Undo it with runlock. (Go has no such
// function.)
// Memory: as unlock, followed by rlock.
PAWL_INLINE void pawl_rwmutex_downgrade(pawl_rwmutex *rw) PAWL_RELEASE(rw) PAWL_ACQUIRE_SHARED(rw);

// pawl_rwmutex_locker returns rw seen as a Locker whose lock and unlock are those for writing,
// pawl_rwmutex_rlocker one whose lock and unlock are rlock and runlock.
PAWL_API pawl_locker pawl_rwmutex_locker(pawl_rwmutex *rw);
PAWL_API pawl_locker pawl_rwmutex_rlocker(pawl_rwmutex *rw);

// ---- internal: the inline fast paths and what they call -----------------------------------------

#define PAWL_RWMUTEX_FLAGS_ 7u
#define PAWL_RWMUTEX_WRITER_ 1u
#define PAWL_RWMUTEX_READER_ 8u
#define PAWL_RWMUTEX_MANY_ 0x80000000u // readers enough for a look at their limit

PAWL_API void pawl_rwmutex_rlock_slow_(pawl_rwmutex *rw);
PAWL_API void pawl_rwmutex_runlock_slow_(pawl_rwmutex *rw);
PAWL_API void pawl_rwmutex_left_slow_(pawl_rwmutex *rw, uint32_t old);
PAWL_API int pawl_rwmutex_rlock_until_slow_(pawl_rwmutex *rw, int64_t deadline);
PAWL_API bool pawl_rwmutex_tryrlock_slow_(pawl_rwmutex *rw);
PAWL_API int pawl_rwmutex_lock_slow_(pawl_rwmutex *rw, int64_t deadline);
PAWL_API void pawl_rwmutex_announce_slow_(pawl_rwmutex *rw);
PAWL_API bool pawl_rwmutex_trylock_slow_(pawl_rwmutex *rw);
PAWL_API void pawl_rwmutex_unlock_slow_(pawl_rwmutex *rw);
PAWL_API void pawl_rwmutex_let_go_slow_(pawl_rwmutex *rw);
PAWL_API void pawl_rwmutex_downgrade_slow_(pawl_rwmutex *rw);

// A compare-and-swap where Go adds: a reader that added itself in vain would have to take that back
// when its writer may have come, gone, and freed the memory.
PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_rwmutex_rlock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_RLOCK_(rw);
    uint32_t old = pawl_word_load_rlx(&rw->state);
    // acquire: pairs with the release of the unlock before.
    if (PAWL_UNLIKELY((old & (PAWL_RWMUTEX_FLAGS_ | PAWL_RWMUTEX_MANY_)) != 0) ||
        PAWL_LOCK_WATCHED_() ||
        PAWL_UNLIKELY(!pawl_word_cas_acq(&rw->state, old, old + PAWL_RWMUTEX_READER_)))
        pawl_rwmutex_rlock_slow_(rw);
    PAWL_TSAN_POST_RLOCK_(rw);
}

// No look at the word before the subtraction: a load of what a locked instruction has just stored
// waits for it.
PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_rwmutex_runlock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_RUNLOCK_(rw);
    if (PAWL_UNLOCK_WATCHED_()) {
        pawl_rwmutex_runlock_slow_(rw);
    } else {
        // release: pairs with the acquire of the next lock. acquire: the last reader passes on what
        // the others have released. The last access to *rw, but for a writer that waits.
        uint32_t old = pawl_word_add_acq_rel(&rw->state, 0 - PAWL_RWMUTEX_READER_);
        if (PAWL_UNLIKELY((old & PAWL_RWMUTEX_FLAGS_) != 0) || PAWL_UNLIKELY(old == 0))
            pawl_rwmutex_left_slow_(rw, old);
    }
    PAWL_TSAN_POST_RUNLOCK_(rw);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_rwmutex_lock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_LOCK_(rw);
    // acquire: pairs with the release of the unlock before, by a writer and by the last reader.
    if (PAWL_LOCK_WATCHED_() ||
        PAWL_UNLIKELY(!pawl_word_cas_acq(&rw->w.state, 0, PAWL_MUTEX_LOCKED_)))
        pawl_rwmutex_lock_slow_(rw, PAWL_NEVER);
    else if (PAWL_UNLIKELY(!pawl_word_cas_acq(&rw->state, 0, PAWL_RWMUTEX_WRITER_)))
        pawl_rwmutex_announce_slow_(rw);
    PAWL_TSAN_POST_WLOCK_(rw);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_rwmutex_unlock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_UNLOCK_(rw);
    // release: pairs with the acquire of the next lock.
    if (PAWL_UNLOCK_WATCHED_() ||
        PAWL_UNLIKELY(!pawl_word_cas_rel(&rw->w.state, PAWL_MUTEX_LOCKED_, 0)))
        pawl_rwmutex_unlock_slow_(rw);
    else if (PAWL_UNLIKELY(!pawl_word_cas_rel(&rw->state, PAWL_RWMUTEX_WRITER_, 0)))
        pawl_rwmutex_let_go_slow_(rw);
    PAWL_TSAN_POST_UNLOCK_(rw);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS void pawl_rwmutex_downgrade(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_UNLOCK_(rw);
    PAWL_TSAN_INSIDE_(PAWL_TSAN_POST_UNLOCK_(rw));
    PAWL_TSAN_INSIDE_(PAWL_TSAN_PRE_RLOCK_(rw));
    pawl_rwmutex_downgrade_slow_(rw);
    PAWL_TSAN_POST_RLOCK_(rw);
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS bool pawl_rwmutex_tryrlock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_TRYR_(rw);
    bool ok = pawl_rwmutex_tryrlock_slow_(rw);
    PAWL_TSAN_POST_TRYR_(rw, ok);
    return ok;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS bool pawl_rwmutex_trylock(pawl_rwmutex *rw)
{
    PAWL_TSAN_PRE_TRY_(rw);
    bool ok = pawl_rwmutex_trylock_slow_(rw);
    PAWL_TSAN_POST_TRYW_(rw, ok);
    return ok;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS int pawl_rwmutex_rlock_until(pawl_rwmutex *rw,
                                                                        int64_t deadline)
{
    PAWL_TSAN_PRE_TRYR_(rw);
    int err = pawl_rwmutex_rlock_until_slow_(rw, deadline);
    PAWL_TSAN_POST_TRYR_(rw, err == 0);
    return err;
}

PAWL_INLINE PAWL_NO_THREAD_SAFETY_ANALYSIS int pawl_rwmutex_lock_until(pawl_rwmutex *rw,
                                                                       int64_t deadline)
{
    PAWL_TSAN_PRE_TRY_(rw);
    int err = pawl_rwmutex_lock_slow_(rw, deadline);
    PAWL_TSAN_POST_TRYW_(rw, err == 0);
    return err;
}

PAWL_END_DECLS

#endif
