// observed.h - tells the watcher what the C library's own locks do.
// SPDX-License-Identifier: MIT
//
// All that can be seen from outside: whether a trylock fails, when the lock that follows returns,
// and that an unlock may have let somebody go.
#ifndef PAWL_PRELOAD_OBSERVED_H
#define PAWL_PRELOAD_OBSERVED_H

#include "base/hook.h"

#include <pawl/clock.h>
#include <time.h>

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

// Who waits for one of the C library's locks looks around now and then, if the watcher wants that:
// so it sleeps until observed_pause, round after round. CLOCK_REALTIME is the one clock that all
// locks know.
static inline struct timespec observed_pause(int round)
{
    struct timespec t;
    int64_t half_seconds = INT64_C(1) << (round < 4 ? round : 4);
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t ns = t.tv_nsec + half_seconds * PAWL_SECOND / 2;
    t.tv_sec += (time_t)(ns / PAWL_SECOND);
    t.tv_nsec = (long)(ns % PAWL_SECOND);
    return t;
}

// The bytes of a lock say where they were used first: if that is not here, they were copied, or are
// new. home: room for that in the lock, 0 at first.
static inline void observed_home(pawl_word *home, unsigned kind, const void *lock)
{
    if (!pawl_watched_(PAWL_ON_COPIED))
        return;
    uint32_t here = (uint32_t)((uintptr_t)lock >> 3), before = pawl_word_load_rlx(home);
    if (before == here)
        return;
    if (pawl_word_cas_acq(home, before, here)) // of those who see it at once, one says so
        pawl_event_(PAWL_ON_COPIED | kind, lock, before);
}

// It was initialised here.
static inline void observed_init(pawl_word *home, unsigned kind, const void *lock,
                                 const void *caller)
{
    if (pawl_watched_(PAWL_ON_COPIED))
        pawl_word_store_rlx(home, (uint32_t)((uintptr_t)lock >> 3));
    pawl_event_from_(PAWL_ON_INIT | kind, lock, caller);
}

// Before the unlock, as who waits may run before it returns.
static inline void observed_unlock(unsigned kind, const void *lock, const void *caller)
{
    pawl_event_from_(PAWL_ON_RELEASED | kind, lock, caller);
    pawl_event_from_(PAWL_ON_WAKE | kind, lock, caller);
}

#endif
