// locker.c - any lock, seen through two functions.
// SPDX-License-Identifier: MIT
#include <pawl/locker.h>
#include <pawl/reentrant.h>
#include <pawl/rwmutex_wide.h>

void pawl_locker_lock(pawl_locker l)
{
    l.ops->lock(l.self);
}

void pawl_locker_unlock(pawl_locker l)
{
    l.ops->unlock(l.self);
}

// Defines pawl_VIEW(LOCK *), which returns the Locker whose functions are lock_it and unlock_it.
#define LOCKER(view, type, lock_it, unlock_it)                                                     \
    static void view##_lock(void *self)                                                            \
    {                                                                                              \
        lock_it((type *)self);                                                                     \
    }                                                                                              \
    static void view##_unlock(void *self)                                                          \
    {                                                                                              \
        unlock_it((type *)self);                                                                   \
    }                                                                                              \
    static const struct pawl_locker_ops view##_ops = {view##_lock, view##_unlock};                 \
    pawl_locker pawl_##view(type *lock)                                                            \
    {                                                                                              \
        pawl_locker l = {&view##_ops, lock};                                                       \
        return l;                                                                                  \
    }

LOCKER(mutex_locker, pawl_mutex, pawl_mutex_lock, pawl_mutex_unlock)
LOCKER(rwmutex_locker, pawl_rwmutex, pawl_rwmutex_lock, pawl_rwmutex_unlock)
LOCKER(rwmutex_rlocker, pawl_rwmutex, pawl_rwmutex_rlock, pawl_rwmutex_runlock)
LOCKER(rwmutex_wide_locker, pawl_rwmutex_wide, pawl_rwmutex_wide_lock, pawl_rwmutex_wide_unlock)
LOCKER(rwmutex_wide_rlocker, pawl_rwmutex_wide, pawl_rwmutex_wide_rlock, pawl_rwmutex_wide_runlock)
LOCKER(reentrant_locker, pawl_reentrant, pawl_reentrant_lock, pawl_reentrant_unlock)

static void holder_lock(struct pawl_reentrant_holder *h)
{
    pawl_reentrant_token_lock(h->lock, h->token);
}

static void holder_unlock(struct pawl_reentrant_holder *h)
{
    pawl_reentrant_token_unlock(h->lock, h->token);
}

LOCKER(reentrant_holder_locker, struct pawl_reentrant_holder, holder_lock, holder_unlock)
