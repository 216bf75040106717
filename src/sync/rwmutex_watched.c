// rwmutex_watched.c - what the public functions of an RWMutex tell the watcher.
// SPDX-License-Identifier: MIT
#include "base/fatal.h"
#include "base/hook.h"

#include "sync/rwmutex_state.h"

_Static_assert(offsetof(pawl_rwmutex, state) == 8, "PAWL_TSAN_READERS_ says so");

extern inline void pawl_rwmutex_rlock(pawl_rwmutex *rw);
extern inline void pawl_rwmutex_runlock(pawl_rwmutex *rw);
extern inline void pawl_rwmutex_lock(pawl_rwmutex *rw);
extern inline void pawl_rwmutex_unlock(pawl_rwmutex *rw);
extern inline void pawl_rwmutex_downgrade(pawl_rwmutex *rw);
extern inline bool pawl_rwmutex_tryrlock(pawl_rwmutex *rw);
extern inline bool pawl_rwmutex_trylock(pawl_rwmutex *rw);
extern inline int pawl_rwmutex_rlock_until(pawl_rwmutex *rw, int64_t deadline);
extern inline int pawl_rwmutex_lock_until(pawl_rwmutex *rw, int64_t deadline);

int pawl_rwmutex_rlock_watched_(pawl_rwmutex *rw, bool join, struct pawl_deadline deadline,
                                const void *caller)
{
    unsigned how = READING | pawl_tries_(deadline) | (join ? PAWL_JOINS_ : 0);
    pawl_event_from_(PAWL_ON_BEGIN | how, rw, caller);
    bool ok = pawl_watched_(PAWL_ON_CONTENDED) && pawl_rwmutex_come_in_(rw, join);
    if (!ok) {
        pawl_event_from_(PAWL_ON_CONTENDED | how, rw, caller);
        ok = pawl_rwmutex_rlock_(rw, join, deadline) == 0;
    }
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | how, rw, caller);
    return ok ? 0 : PAWL_ETIMEDOUT;
}

int pawl_rwmutex_lock_watched_(pawl_rwmutex *rw, struct pawl_deadline deadline, const void *caller)
{
    unsigned how = WRITING | pawl_tries_(deadline);
    pawl_event_from_(PAWL_ON_BEGIN | how, rw, caller);
    bool ok = pawl_watched_(PAWL_ON_CONTENDED) && pawl_rwmutex_trylock_(rw);
    if (!ok) {
        pawl_event_from_(PAWL_ON_CONTENDED | how, rw, caller);
        ok = pawl_rwmutex_lock_(rw, deadline) == 0;
    }
    pawl_event_from_((ok ? PAWL_ON_ACQUIRED : PAWL_ON_TIMED_OUT) | how, rw, caller);
    return ok ? 0 : PAWL_ETIMEDOUT;
}

void pawl_rwmutex_rlock_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_rlock_watched_(rw, false, pawl_deadline_at_(PAWL_NEVER), PAWL_CALLER_);
}

int pawl_rwmutex_rlock_until_slow_(pawl_rwmutex *rw, int64_t deadline)
{
    return pawl_rwmutex_rlock_watched_(rw, false, pawl_deadline_at_(deadline), PAWL_CALLER_);
}

bool pawl_rwmutex_tryrlock_slow_(pawl_rwmutex *rw)
{
    if (!pawl_rwmutex_come_in_(rw, false))
        return false;
    pawl_event_from_(PAWL_ON_ACQUIRED | READING | PAWL_TRIES_, rw, PAWL_CALLER_);
    return true;
}

static void check_left(const pawl_rwmutex *rw, enum pawl_released released)
{
    if (PAWL_UNLIKELY(released == PAWL_WAS_UNLOCKED))
        pawl_fatal_("sync: RUnlock of unlocked RWMutex", rw);
}

void pawl_rwmutex_runlock_slow_(pawl_rwmutex *rw)
{
    pawl_event_from_(PAWL_ON_RELEASED | READING, rw, PAWL_CALLER_);
    check_left(rw, pawl_rwmutex_runlock_(rw, PAWL_CALLER_));
}

void pawl_rwmutex_left_slow_(pawl_rwmutex *rw, uint32_t old)
{
    check_left(rw, pawl_rwmutex_left_(rw, old, PAWL_CALLER_));
}

int pawl_rwmutex_lock_slow_(pawl_rwmutex *rw, int64_t deadline)
{
    return pawl_rwmutex_lock_watched_(rw, pawl_deadline_at_(deadline), PAWL_CALLER_);
}

void pawl_rwmutex_announce_slow_(pawl_rwmutex *rw)
{
    pawl_event_from_(PAWL_ON_CONTENDED | WRITING, rw, PAWL_CALLER_);
    pawl_rwmutex_announce_(rw, pawl_deadline_at_(PAWL_NEVER));
}

bool pawl_rwmutex_trylock_slow_(pawl_rwmutex *rw)
{
    if (!pawl_rwmutex_trylock_(rw))
        return false;
    pawl_event_from_(PAWL_ON_ACQUIRED | WRITING | PAWL_TRIES_, rw, PAWL_CALLER_);
    return true;
}

// The second half of an unlock, of which `more` readers are left.
static void unlock_watched(pawl_rwmutex *rw, uint32_t more, const void *caller)
{
    pawl_event_from_(PAWL_ON_RELEASED | WRITING, rw, caller);
    pawl_rwmutex_unlock_(rw, more, caller);
}

void pawl_rwmutex_unlock_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_check_writing_(rw, true);
    unlock_watched(rw, 0, PAWL_CALLER_);
}

// A mistake is found after w was unlocked, which is early enough to end the process.
void pawl_rwmutex_let_go_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_check_writing_(rw, false);
    pawl_rwmutex_let_go_(rw, PAWL_CALLER_);
}

void pawl_rwmutex_downgrade_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_check_writing_(rw, true);
    unlock_watched(rw, 1, PAWL_CALLER_);
    pawl_event_from_(PAWL_ON_ACQUIRED | READING | PAWL_TRIES_, rw, PAWL_CALLER_);
}
