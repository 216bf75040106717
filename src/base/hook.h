// hook.h - how locks emit events to the one watcher (pawl/watch.h).
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_HOOK_H
#define PAWL_SRC_BASE_HOOK_H

#include <pawl/watch.h>

// The set of events wanted; 0 when nobody watches. Slow paths test it, the inline ones test
// pawl_watching_, which is set only while an event of the fast path is wanted.
extern pawl_word pawl_wanted_;

// With an event: the caller locks for reading. No watcher can want this bit.
#define PAWL_SHARED_ 0x80000000u

// pawl_watched_ tells whether an event in the set what is wanted.
static inline bool pawl_watched_(unsigned what)
{
    return PAWL_UNLIKELY((pawl_word_load_rlx(&pawl_wanted_) & what & ~PAWL_SHARED_) != 0);
}

// pawl_emit_ tells the watcher, if there still is one.
void pawl_emit_(unsigned what, const void *lock, int64_t granted_ns);

// pawl_event_ is pawl_emit_ for callers that have not asked pawl_watched_ yet.
static inline void pawl_event_(unsigned what, const void *lock, int64_t granted_ns)
{
    if (pawl_watched_(what))
        pawl_emit_(what, lock, granted_ns);
}

#endif
