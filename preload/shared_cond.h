// shared_cond.h - condition variables that stay the C library's, with mutexes that may be ours.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_SHARED_COND_H
#define PAWL_PRELOAD_SHARED_COND_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

// As pthread_cond_clockwait; t: NULL for no deadline.
int shared_cond_wait(pthread_cond_t *pc, pthread_mutex_t *pm, clockid_t clock,
                     const struct timespec *t, const void *caller);

// As pthread_cond_signal and, if all, _broadcast.
int shared_cond_wake(pthread_cond_t *pc, bool all);

// In a forked child. At load time.
void shared_cond_begin(void);

#endif
