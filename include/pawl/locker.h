// locker.h - Go's Locker: any lock, seen through two functions.
// SPDX-License-Identifier: MIT
#ifndef PAWL_LOCKER_H
#define PAWL_LOCKER_H

#include <pawl/mutex.h>

PAWL_BEGIN_DECLS

// The two functions of one kind of lock. Define one per lock type, with static storage.
struct pawl_locker_ops {
    void (*lock)(void *self);
    void (*unlock)(void *self);
};

// A view of a lock: two words, passed by value, owning nothing. The lock must outlive it.
// Copying a pawl_locker copies the view, never the lock.
typedef struct pawl_locker {
    const struct pawl_locker_ops *ops;
    void *self;
} pawl_locker;

// pawl_mutex_locker returns m seen as a Locker. The other locks have such functions in their own
// headers: pawl_rwmutex_locker, pawl_rwmutex_rlocker, pawl_reentrant_locker, ….
PAWL_API pawl_locker pawl_mutex_locker(pawl_mutex *m);

// pawl_locker_lock locks what l views; blocks, orders memory and fails as that lock's own lock
// does.
PAWL_API void pawl_locker_lock(pawl_locker l);

// pawl_locker_unlock unlocks what l views, as that lock's own unlock does.
PAWL_API void pawl_locker_unlock(pawl_locker l);

PAWL_END_DECLS

#endif
