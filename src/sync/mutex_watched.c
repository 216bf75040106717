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

void pawl_mutex_lock_slow_(pawl_mutex *m)
{
    pawl_event_(PAWL_ON_BEGIN, m, 0);
    pawl_mutex_acquire_(m, PAWL_NEVER, true);
    pawl_event_(PAWL_ON_ACQUIRED, m, 0);
}

int pawl_mutex_lock_until_slow_(pawl_mutex *m, int64_t deadline)
{
    pawl_event_(PAWL_ON_BEGIN, m, 0);
    int err = pawl_mutex_acquire_(m, deadline, true);
    if (err == 0)
        pawl_event_(PAWL_ON_ACQUIRED, m, 0);
    return err;
}

bool pawl_mutex_trylock_slow_(pawl_mutex *m)
{
    if (!pawl_mutex_try_(m))
        return false;
    pawl_event_(PAWL_ON_ACQUIRED, m, 0);
    return true;
}

void pawl_mutex_unlock_slow_(pawl_mutex *m)
{
    pawl_event_(PAWL_ON_RELEASED, m, 0);
    pawl_mutex_release_(m);
}

void pawl_mutex_assert_held_slow_(const pawl_mutex *m)
{
    if ((pawl_word_load_rlx(&m->state) & LOCKED) == 0)
        pawl_fatal_("sync: mutex is not held", m);
}
