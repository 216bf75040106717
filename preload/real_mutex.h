// real_mutex.h - the C library's own mutexes, told of.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_REAL_MUTEX_H
#define PAWL_PRELOAD_REAL_MUTEX_H

#include <pthread.h>
#include <time.h>

// real_mutex_lock and real_mutex_unlock are the C library's, and tell the watcher. t: NULL for no
// deadline.
int real_mutex_lock(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t,
                    const void *caller);
int real_mutex_unlock(pthread_mutex_t *pm, const void *caller);

// real_mutex_kind returns what events tell of such a mutex.
unsigned real_mutex_kind(const pthread_mutex_t *pm);

#endif
