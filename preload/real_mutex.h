// real_mutex.h - a mutex that stays the C library's, watched: robust, priority-inheriting or
// -protected, process-shared, destroyed; or any, when the program keeps its locks.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_REAL_MUTEX_H
#define PAWL_PRELOAD_REAL_MUTEX_H

#include <pthread.h>

// As the functions by these names. t: NULL for no deadline.
int real_mutex_lock(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t,
                    const void *caller);
int real_mutex_trylock(pthread_mutex_t *pm, const void *caller);
int real_mutex_unlock(pthread_mutex_t *pm, const void *caller);

#endif
