// mutex_state.h - the bits of a mutex' state word, which mutex.c explains, and its slow paths.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_SYNC_MUTEX_STATE_H
#define PAWL_SRC_SYNC_MUTEX_STATE_H

#include "base/deadline.h"

#include <pawl/mutex.h>

enum {
    LOCKED = PAWL_MUTEX_LOCKED_,
    WOKEN = 1 << 1,
    STARVING = PAWL_MUTEX_STARVING_,
    DUE = WOKEN, // what the bit means while STARVING is set
    WAITER_SHIFT = 3,
    WAITER = 1 << WAITER_SHIFT,
};
#define MAX_WAITERS (UINT32_MAX >> WAITER_SHIFT)

// What became of an unlock.
enum pawl_released {
    PAWL_WAS_UNLOCKED, // by mistake; nothing was done
    PAWL_RELEASED,
    PAWL_WOKE, // released, and a waiter was let go
};

// lock_until, trylock and unlock that tell the watcher of waits and wakes only: for the public
// functions, and for locks that have a mutex inside. spins: it may be worth it.
int pawl_mutex_acquire_(pawl_mutex *m, struct pawl_deadline deadline, bool spins);
bool pawl_mutex_try_(pawl_mutex *m);
enum pawl_released pawl_mutex_release_(pawl_mutex *m, const void *caller);

// pawl_mutex_lock_watched_ is acquire that tells the watcher everything.
int pawl_mutex_lock_watched_(pawl_mutex *m, struct pawl_deadline deadline, bool spins,
                             const void *caller);

// pawl_mutex_lay_ghosts_ frees m from what it inherited over a fork, as far as that can be told,
// and returns whether this process is a child with such an inheritance (mutex_fork.c). unlocking:
// the caller owns m and is about to unlock it.
bool pawl_mutex_lay_ghosts_(pawl_mutex *m, bool unlocking);

// pawl_mutex_unlock_orphan_ unlocks m in such a child.
enum pawl_released pawl_mutex_unlock_orphan_(pawl_mutex *m, const void *caller);

#endif
