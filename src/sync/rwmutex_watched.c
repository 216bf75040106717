// rwmutex_watched.c - what the public functions of an RWMutex tell the watcher.
// SPDX-License-Identifier: MIT
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

void pawl_rwmutex_rlock_slow_(pawl_rwmutex *rw)
{
    pawl_event_(PAWL_ON_BEGIN | PAWL_SHARED_, rw, 0);
    pawl_rwmutex_rlock_(rw, PAWL_NEVER);
    pawl_event_(PAWL_ON_ACQUIRED | PAWL_SHARED_, rw, 0);
}

int pawl_rwmutex_rlock_until_slow_(pawl_rwmutex *rw, int64_t deadline)
{
    pawl_event_(PAWL_ON_BEGIN | PAWL_SHARED_, rw, 0);
    int err = pawl_rwmutex_rlock_(rw, deadline);
    if (err == 0)
        pawl_event_(PAWL_ON_ACQUIRED | PAWL_SHARED_, rw, 0);
    return err;
}

bool pawl_rwmutex_tryrlock_slow_(pawl_rwmutex *rw)
{
    if (!pawl_rwmutex_come_in_(rw))
        return false;
    pawl_event_(PAWL_ON_ACQUIRED | PAWL_SHARED_, rw, 0);
    return true;
}

void pawl_rwmutex_runlock_slow_(pawl_rwmutex *rw)
{
    pawl_event_(PAWL_ON_RELEASED | PAWL_SHARED_, rw, 0);
    pawl_rwmutex_runlock_(rw);
}

int pawl_rwmutex_lock_slow_(pawl_rwmutex *rw, int64_t deadline)
{
    pawl_event_(PAWL_ON_BEGIN, rw, 0);
    int err = pawl_rwmutex_lock_(rw, deadline);
    if (err == 0)
        pawl_event_(PAWL_ON_ACQUIRED, rw, 0);
    return err;
}

bool pawl_rwmutex_trylock_slow_(pawl_rwmutex *rw)
{
    if (!pawl_rwmutex_trylock_(rw))
        return false;
    pawl_event_(PAWL_ON_ACQUIRED, rw, 0);
    return true;
}

void pawl_rwmutex_unlock_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_check_writing_(rw);
    pawl_event_(PAWL_ON_RELEASED, rw, 0);
    pawl_rwmutex_unlock_(rw, 0);
}

void pawl_rwmutex_downgrade_slow_(pawl_rwmutex *rw)
{
    pawl_rwmutex_check_writing_(rw);
    pawl_event_(PAWL_ON_RELEASED, rw, 0);
    pawl_rwmutex_unlock_(rw, 1);
    pawl_event_(PAWL_ON_ACQUIRED | PAWL_SHARED_, rw, 0);
}
