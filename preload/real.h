// real.h - the functions of the C library that stand behind ours.
// SPDX-License-Identifier: MIT
//
// For objects that ours cannot serve (robust, priority-inheriting, process-shared), and for all of
// them when the program keeps its own locks and is only observed. REAL(pthread_mutex_lock)(m) calls
// one. They are looked up at load time or, by constructors that run before, at the first use.
#ifndef PAWL_PRELOAD_REAL_H
#define PAWL_PRELOAD_REAL_H

#include <pthread.h>
#include <threads.h>
#include <time.h>

#define PAWL_REAL_FUNCTIONS(F)                                                                     \
    F(pthread_mutex_init, (pthread_mutex_t * m, const pthread_mutexattr_t *a))                     \
    F(pthread_mutex_destroy, (pthread_mutex_t * m))                                                \
    F(pthread_mutex_lock, (pthread_mutex_t * m))                                                   \
    F(pthread_mutex_trylock, (pthread_mutex_t * m))                                                \
    F(pthread_mutex_clocklock, (pthread_mutex_t * m, clockid_t c, const struct timespec *t))       \
    F(pthread_mutex_unlock, (pthread_mutex_t * m))                                                 \
    F(pthread_cond_init, (pthread_cond_t * c, const pthread_condattr_t *a))                        \
    F(pthread_cond_destroy, (pthread_cond_t * c))                                                  \
    F(pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t * m))                                \
    F(pthread_cond_timedwait, (pthread_cond_t * c, pthread_mutex_t * m, const struct timespec *t)) \
    F(pthread_cond_clockwait,                                                                      \
      (pthread_cond_t * c, pthread_mutex_t * m, clockid_t i, const struct timespec *t))            \
    F(pthread_cond_signal, (pthread_cond_t * c))                                                   \
    F(pthread_cond_broadcast, (pthread_cond_t * c))                                                \
    F(pthread_rwlock_init, (pthread_rwlock_t * l, const pthread_rwlockattr_t *a))                  \
    F(pthread_rwlock_destroy, (pthread_rwlock_t * l))                                              \
    F(pthread_rwlock_rdlock, (pthread_rwlock_t * l))                                               \
    F(pthread_rwlock_tryrdlock, (pthread_rwlock_t * l))                                            \
    F(pthread_rwlock_clockrdlock, (pthread_rwlock_t * l, clockid_t c, const struct timespec *t))   \
    F(pthread_rwlock_wrlock, (pthread_rwlock_t * l))                                               \
    F(pthread_rwlock_trywrlock, (pthread_rwlock_t * l))                                            \
    F(pthread_rwlock_clockwrlock, (pthread_rwlock_t * l, clockid_t c, const struct timespec *t))   \
    F(pthread_rwlock_unlock, (pthread_rwlock_t * l))                                               \
    F(pthread_create, (pthread_t * t, const pthread_attr_t *a, void *(*f)(void *), void *x))       \
    F(thrd_create, (thrd_t * t, thrd_start_t f, void *x))                                          \
    F(pthread_join, (pthread_t t, void **r))                                                       \
    F(pthread_timedjoin_np, (pthread_t t, void **r, const struct timespec *d))                     \
    F(pthread_clockjoin_np, (pthread_t t, void **r, clockid_t c, const struct timespec *d))        \
    F(thrd_join, (thrd_t t, int *r))

#define PAWL_REAL_DECLARE(name, arguments) extern int(*real_##name) arguments;
PAWL_REAL_FUNCTIONS(PAWL_REAL_DECLARE)

// real_look_up_ finds them all. Any number of times.
void real_look_up(void);

// The library's function, looked up if no constructor has done so yet.
#define REAL(name) (*(real_##name ? real_##name : (real_look_up(), real_##name)))

#endif
