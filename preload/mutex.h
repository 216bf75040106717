// mutex.h - a pawl mutex in the place of a pthread_mutex_t, for who waits on conditions with it.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_MUTEX_H
#define PAWL_PRELOAD_MUTEX_H

#include "base/deadline.h"

#include <pawl/mutex.h>
#include <pthread.h>

// What lies in a pthread_mutex_t. Zero is unlocked; kind is the C library's and stays where it is.
struct mutex {
    pawl_mutex mutex;
    pawl_word owner;  // of debuggers: the C library's __owner
    uint32_t depth;   // recursive: how often its owner has locked it again
    int kind;         // __kind
    uint32_t waiting; // threads that wait for a condition with it; guarded by it
    pawl_word home;   // where it was used first, with checks (observed.h)
};

_Static_assert(sizeof(struct mutex) <= sizeof(pthread_mutex_t), "room for it");
_Static_assert(offsetof(struct mutex, owner) == offsetof(pthread_mutex_t, __data.__owner), "");
_Static_assert(offsetof(struct mutex, kind) == offsetof(pthread_mutex_t, __data.__kind), "");

// Is it one of ours? The others are the C library's: robust, priority-inheriting or -protected,
// process-shared, destroyed; or all, when the program keeps its locks.
bool mutex_is_ours(const pthread_mutex_t *pm);

// mutex_may_unlock tells whether an unlock would succeed, as far as that can be told: it cannot of
// the C library's.
bool mutex_may_unlock(const pthread_mutex_t *pm);

// mutex_lock_from and mutex_unlock_from are pthread_mutex_lock and _unlock for callers in here.
int mutex_lock_from(pthread_mutex_t *pm, const void *caller);
int mutex_unlock_from(pthread_mutex_t *pm, const void *caller);

// mutex_relock_from locks it after a wait for a condition: whoever ended that has it now, as a
// rule, and spinning would be in its way.
int mutex_relock_from(pthread_mutex_t *pm, const void *caller);

#endif
