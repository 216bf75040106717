// mutex_watched.c - what the public functions of a mutex tell the watcher.
// SPDX-License-Identifier: MIT
#include "base/fatal.h"
#include "base/hook.h"

#include "sync/mutex_state.h"

extern inline bool pawl_mutex_lock_fast_(pawl_mutex *m);
extern inline void pawl_mutex_lock(pawl_mutex *m);
extern inline void pawl_mutex_unlock(pawl_mutex *m);
extern inline bool pawl_mutex_trylock(pawl_mutex *m);
extern inline int pawl_mutex_lock_until(pawl_mutex *m, int64_t deadline);
extern inline void pawl_mutex_assert_held(const pawl_mutex *m);
extern inline pawl_mutex *pawl_mutex_guard_(pawl_mutex *m);
extern inline void pawl_mutex_unguard_(pawl_mutex **guard);

// Reports whether the caller has the mutex now; if not, and somebody wants to know, says so.
static bool free_at_once(pawl_mutex *m, unsigned tries, const void *caller)
{
    if (!pawl_watched_(PAWL_ON_CONTENDED))
        return false;
    if (pawl_mutex_try_(m))
        return true;
    pawl_event_from_(PAWL_ON_CONTENDED | tries, m, caller);
    return false;
}

int pawl_mutex_lock_watched_(pawl_mutex *m, struct pawl_deadline deadline, bool spins,
                             const void *caller)
{
    unsigned tries = pawl_tries_(deadline);
    pawl_event_from_(PAWL_ON_BEGIN | tries, m, caller);
    bool ok = free_at_once(m, tries, caller) || pawl_mutex_acquire_(m, deadline, spins) == 0;
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | tries, m, caller);
    return ok ? 0 : PAWL_ETIMEDOUT;
}

void pawl_mutex_lock_slow_(pawl_mutex *m)
{
    pawl_mutex_lock_watched_(m, pawl_deadline_at_(PAWL_NEVER), true, PAWL_CALLER_);
}

int pawl_mutex_lock_until_slow_(pawl_mutex *m, int64_t deadline)
{
    return pawl_mutex_lock_watched_(m, pawl_deadline_at_(deadline), true, PAWL_CALLER_);
}

bool pawl_mutex_trylock_slow_(pawl_mutex *m)
{
    if (!pawl_mutex_try_(m)) {
        pawl_event_from_(PAWL_ON_REFUSED, m, PAWL_CALLER_);
        return false;
    }
    pawl_event_from_(PAWL_ON_ACQUIRED | PAWL_TRIES_, m, PAWL_CALLER_);
    return true;
}

void pawl_mutex_unlock_slow_(pawl_mutex *m)
{
    pawl_event_from_(PAWL_ON_RELEASED, m, PAWL_CALLER_);
    if (PAWL_UNLIKELY(pawl_mutex_release_(m, PAWL_CALLER_) == PAWL_WAS_UNLOCKED))
        pawl_fatal_("sync: unlock of unlocked mutex", m);
}

void pawl_mutex_assert_held_slow_(const pawl_mutex *m)
{
    if ((pawl_word_load_rlx(&m->state) & LOCKED) == 0)
        pawl_fatal_("sync: mutex is not held", m);
}
