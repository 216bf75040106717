// annotate.h - what a function does to locks, said in its declaration, for pawl vet.
// SPDX-License-Identifier: MIT
//
// No compiler sees any of this, so it works with all of them and with any lock: only pawl vet,
// which defines __PAWL_VET__, reads it. PAWL_ACQUIRE and its like (pawl/base.h) are for clang's own
// analysis as well, which knows pawl's locks but not pthread_mutex_t, and, in C, no members of
// structs.
//
//     struct account {
//         pthread_mutex_t mu;
//         long balance PAWL_VET_GUARDED_BY(mu);
//     };
//     void account_lock(struct account *a) PAWL_VET_ACQUIRE(a->mu);
//     bool account_trylock(struct account *a) PAWL_VET_TRY_ACQUIRE(true, a->mu);
//     long account_balance_locked(struct account *a) PAWL_VET_REQUIRES(a->mu);
//
// A lock is an expression of parameters and global variables, with or without & before it; of
// members of the same struct for what it guards. This header needs no other.
#ifndef PAWL_ANNOTATE_H
#define PAWL_ANNOTATE_H

#ifdef __PAWL_VET__
#define PAWL_VET_(text) __attribute__((annotate(text)))
#else
#define PAWL_VET_(text)
#endif

// Of a function: it returns with the lock held, for writing or for reading; the TRY ones only if it
// returns what result says, true (anything but 0) or false (0).
#define PAWL_VET_ACQUIRE(m) PAWL_VET_("acquire_capability(" #m ")")
#define PAWL_VET_ACQUIRE_SHARED(m) PAWL_VET_("acquire_shared_capability(" #m ")")
#define PAWL_VET_TRY_ACQUIRE(result, m) PAWL_VET_("try_acquire_capability(" #result "," #m ")")
#define PAWL_VET_TRY_ACQUIRE_SHARED(result, m)                                                     \
    PAWL_VET_("try_acquire_shared_capability(" #result "," #m ")")

// It is called with the lock held, and returns without it.
#define PAWL_VET_RELEASE(m) PAWL_VET_("release_generic_capability(" #m ")")

// It is called with the lock held, and returns with it; or must be called without it.
#define PAWL_VET_REQUIRES(m) PAWL_VET_("requires_capability(" #m ")")
#define PAWL_VET_REQUIRES_SHARED(m) PAWL_VET_("requires_shared_capability(" #m ")")
#define PAWL_VET_EXCLUDES(m) PAWL_VET_("locks_excluded(" #m ")")

// It checks that the lock is held, and does not return else.
#define PAWL_VET_ASSERTS_HELD(m) PAWL_VET_("assert_capability(" #m ")")

// It is not to be looked into.
#define PAWL_VET_UNCHECKED PAWL_VET_("no_thread_safety_analysis")

// Of a variable or member: who looks at it, or at what it points to, holds the lock.
#define PAWL_VET_GUARDED_BY(m) PAWL_VET_("guarded_by(" #m ")")
#define PAWL_VET_PT_GUARDED_BY(m) PAWL_VET_("pt_guarded_by(" #m ")")

#endif
