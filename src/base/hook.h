// hook.h - how locks emit events to the one watcher (pawl/watch.h).
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_HOOK_H
#define PAWL_SRC_BASE_HOOK_H

#include "base/deadline.h"

#include <pawl/watch.h>

// The set of events wanted; 0 when nobody watches. Slow paths test it, the inline ones test
// pawl_watching_, which is set only while an event of the fast path is wanted.
extern pawl_word pawl_wanted_;

// With an event: the caller locks for reading; joins other readers; does not wait for ever; the
// lock is robust; and its kind, if it is no mutex.
#define PAWL_SHARED_ 0x80000000u
#define PAWL_JOINS_ 0x40000000u
#define PAWL_TRIES_ 0x20000000u
#define PAWL_OF_SHIFT_ 24
#define PAWL_ROBUST_ 0x10000000u
#define PAWL_OF_MASK_ 0xfu
#define PAWL_OF_(kind) ((unsigned)(kind) << PAWL_OF_SHIFT_)
#define PAWL_EVENTS_ ((1u << PAWL_OF_SHIFT_) - 1) // what a watcher can want

// Where the function that says this will return to: for an event that tells the caller.
#define PAWL_CALLER_ __builtin_return_address(0)

// pawl_watched_ tells whether an event in the set what is wanted.
static inline bool pawl_watched_(unsigned what)
{
    return PAWL_UNLIKELY((pawl_word_load_rlx(&pawl_wanted_) & what) != 0);
}

// pawl_emit_ tells the watcher, if there still is one.
void pawl_emit_(unsigned what, const void *lock, int64_t granted_ns);

// pawl_emit_from_ tells it, too, where the lock's function was called.
void pawl_emit_from_(unsigned what, const void *lock, const void *caller);

// pawl_emit_note_ tells it what the program says of a lock.
void pawl_emit_note_(const void *lock, const struct pawl_note *note, const void *caller);

// pawl_event_ is pawl_emit_, pawl_event_from_ is pawl_emit_from_, for callers that have not asked
// pawl_watched_ yet.
static inline void pawl_event_(unsigned what, const void *lock, int64_t granted_ns)
{
    if (pawl_watched_(what))
        pawl_emit_(what, lock, granted_ns);
}

static inline void pawl_event_from_(unsigned what, const void *lock, const void *caller)
{
    if (pawl_watched_(what))
        pawl_emit_from_(what, lock, caller);
}

// pawl_tries_ is what a lock with a deadline tells of itself.
static inline unsigned pawl_tries_(struct pawl_deadline deadline)
{
    return deadline.ns != PAWL_NEVER ? PAWL_TRIES_ : 0;
}

// In src/watch/environment.c, which this makes part of every program with a lock.
extern const char pawl_environment_;

#endif
