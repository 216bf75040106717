// thread.c - threads that begin are counted, and who waits for their end tells the watcher.
// SPDX-License-Identifier: MIT
#include "base/hook.h"
#include "preload/export.h"
#include "preload/real.h"
#include "watch/checked.h"

#include <pthread.h>
#include <threads.h>

// The count is above the truth when it fails: there may be one more thread, not one less.

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*function)(void *), void *arg)
{
    pawl_word_add_acq(&pawl_check_started_, 1);
    return REAL(pthread_create)(thread, attributes, function, arg);
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t function, void *arg)
{
    pawl_word_add_acq(&pawl_check_started_, 1);
    return REAL(thrd_create)(thread, function, arg);
}

static void begin(pthread_t thread, unsigned tries, const void *caller)
{
    pawl_event_from_(PAWL_ON_JOIN | tries, (const void *)thread, caller);
}

static int end(int err, const void *caller)
{
    pawl_event_from_(PAWL_ON_JOINED, NULL, caller);
    return err;
}

// A thread that is cancelled in here ends, and what it waited for does not matter any more.

EXPORT int pthread_join(pthread_t thread, void **result)
{
    begin(thread, 0, PAWL_CALLER_);
    return end(REAL(pthread_join)(thread, result), PAWL_CALLER_);
}

EXPORT int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *t)
{
    begin(thread, PAWL_TRIES_, PAWL_CALLER_);
    return end(REAL(pthread_timedjoin_np)(thread, result, t), PAWL_CALLER_);
}

EXPORT int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
                                const struct timespec *t)
{
    begin(thread, PAWL_TRIES_, PAWL_CALLER_);
    return end(REAL(pthread_clockjoin_np)(thread, result, clock, t), PAWL_CALLER_);
}

EXPORT int thrd_join(thrd_t thread, int *result)
{
    begin(thread, 0, PAWL_CALLER_);
    return end(REAL(thrd_join)(thread, result), PAWL_CALLER_);
}
