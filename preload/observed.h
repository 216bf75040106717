// observed.h - tells the watcher what the C library's own locks do.
// SPDX-License-Identifier: MIT
//
// All that can be seen from outside: whether a trylock fails, when the lock that follows returns,
// and that an unlock may have let somebody go.
#ifndef PAWL_PRELOAD_OBSERVED_H
#define PAWL_PRELOAD_OBSERVED_H

#include "base/hook.h"

// The caller is about to try; it could not, and waits; it is through, with or without the lock.
static inline void observed_begin(unsigned kind, const void *lock, const void *caller)
{
    pawl_event_from_(PAWL_ON_BEGIN | kind, lock, caller);
}

static inline void observed_contended(unsigned kind, const void *lock, const void *caller)
{
    pawl_event_from_(PAWL_ON_CONTENDED | kind, lock, caller);
}

// A robust mutex whose owner died is the caller's, too.
static inline int observed_end(int err, unsigned kind, const void *lock, const void *caller)
{
    bool ok = err == 0 || err == EOWNERDEAD;
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | kind, lock, caller);
    return err;
}

// A trylock tells of its success only.
static inline int observed_try(int err, unsigned kind, const void *lock, const void *caller)
{
    if (err == 0 || err == EOWNERDEAD)
        pawl_event_from_(PAWL_ON_ACQUIRED | PAWL_TRIES_ | kind, lock, caller);
    return err;
}

// Before the unlock, as who waits may run before it returns.
static inline void observed_unlock(unsigned kind, const void *lock, const void *caller)
{
    pawl_event_from_(PAWL_ON_RELEASED | kind, lock, caller);
    pawl_event_from_(PAWL_ON_WAKE | kind, lock, caller);
}

#endif
