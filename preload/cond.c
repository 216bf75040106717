// cond.c - pthread_cond_* on the queue of a pawl Cond that lies in the program's pthread_cond_t.
// SPDX-License-Identifier: MIT
//
// A waiter is in the queue before it unlocks the mutex, a signal takes the one that waits longest
// off it, and whoever comes later cannot have that signal: the lost wake-up of the C library's
// condition variable (its bug 25847: a waiter takes the signal of an older group) has no place
// here.
//
// Cancellation. While it sleeps, and only then, a thread may be cancelled at any instruction. Its
// clean-up leaves the queue. If it was woken before, another waiter gets the signal: POSIX says
// that a cancelled one must not consume it.
#include "preload/cond.h"

#include "preload/deadline.h"
#include "preload/export.h"
#include "preload/mode.h"
#include "preload/mutex.h"
#include "preload/observed.h"
#include "preload/real.h"
#include "preload/shared_cond.h"
#include "sync/cond_state.h"

#include <string.h>

#define COND PAWL_OF_(PAWL_KIND_COND)

static struct cond *cond_of(pthread_cond_t *pc)
{
    return (struct cond *)(void *)pc;
}

static bool is_ours(const struct cond *c)
{
    return (c->flags & COND_SHARED) == 0 && mode_is_ours();
}

// ---- waiting ------------------------------------------------------------------------------------

struct wait {
    pawl_cond *cond;
    pthread_mutex_t *mutex;
    const void *caller;
    struct pawl_waiter waiter;
};

// The mutex is locked while this changes. It must not be destroyed meanwhile.
static void count_waiting(pthread_mutex_t *pm, int delta)
{
    if (mutex_is_ours(pm))
        ((struct mutex *)(void *)pm)->waiting += (uint32_t)delta;
}

static int relock(const struct wait *w)
{
    int err = mutex_relock_from(w->mutex, w->caller);
    count_waiting(w->mutex, -1);
    return err;
}

// The wait is off. If it has been woken by now, another one gets the signal.
static void leave(struct wait *w)
{
    if (!pawl_cond_leave_(w->cond, &w->waiter)) {
        // The unpark has come or is on its way, and must not hit a later wait.
        pawl_park_(w->waiter.owner, pawl_deadline_at_(PAWL_NEVER));
        pawl_cond_pass_on_(w->cond);
    }
    pawl_parker_return_(w->waiter.owner);
}

static void clean_up(void *arg)
{
    struct wait *w = arg;
    leave(w);
    pawl_event_(PAWL_ON_WAIT_END | COND, w->cond, 0);
    relock(w);
}

// Sleeps until woken or the deadline. The only cancellation point.
static bool sleep_until(struct wait *w, struct pawl_deadline deadline)
{
    bool woken;
    int type;
    pthread_cleanup_push(clean_up, w);
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type);
    woken = pawl_park_(w->waiter.owner, deadline);
    pthread_setcanceltype(type, &type);
    pthread_cleanup_pop(0);
    return woken;
}

static int wait(struct wait *w, struct pawl_deadline deadline)
{
    if (!mutex_may_unlock(w->mutex))
        return EPERM;
    observed_home(&((struct cond *)w->cond)->home, COND, w->cond);
    w->waiter = pawl_waiter_(COND);
    pawl_cond_join_(w->cond, &w->waiter);
    count_waiting(w->mutex, 1);
    int err = mutex_unlock_from(w->mutex, w->caller);
    if (err != 0) { // one of the C library's, and not the caller's
        leave(w);
        return err;
    }
    pawl_event_from_(PAWL_ON_WAIT_BEGIN | COND | pawl_tries_(deadline), w->cond, w->caller);
    if (!sleep_until(w, deadline)) {
        if (pawl_cond_leave_(w->cond, &w->waiter))
            err = ETIMEDOUT;
        else
            pawl_park_(w->waiter.owner, pawl_deadline_at_(PAWL_NEVER));
    }
    pawl_parker_return_(w->waiter.owner);
    if (err != 0)
        pawl_event_from_(PAWL_ON_TIMED_OUT | COND, w->cond, w->caller);
    pawl_event_(PAWL_ON_WAIT_END | COND, w->cond, err == 0 ? w->waiter.granted_ns : 0);
    int lock_err = relock(w);
    return lock_err != 0 ? lock_err : err;
}

static int wait_until(pthread_cond_t *pc, pthread_mutex_t *pm, clockid_t clock,
                      const struct timespec *t, const void *caller)
{
    if (t && !deadline_is_valid(t))
        return EINVAL;
    if (!is_ours(cond_of(pc)))
        return shared_cond_wait(pc, pm, clock, t, caller);
    struct wait w = {.cond = &cond_of(pc)->cond, .mutex = pm, .caller = caller};
    return wait(&w, t ? deadline_of(clock, t) : pawl_deadline_at_(PAWL_NEVER));
}

EXPORT int pthread_cond_wait(pthread_cond_t *restrict pc, pthread_mutex_t *restrict pm)
{
    return wait_until(pc, pm, CLOCK_MONOTONIC, NULL, PAWL_CALLER_);
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict pc, pthread_mutex_t *restrict pm,
                                  const struct timespec *restrict t)
{
    bool monotonic = (cond_of(pc)->flags & COND_MONOTONIC) != 0;
    return wait_until(pc, pm, monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, t, PAWL_CALLER_);
}

EXPORT int pthread_cond_clockwait(pthread_cond_t *restrict pc, pthread_mutex_t *restrict pm,
                                  clockid_t clock, const struct timespec *restrict t)
{
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return wait_until(pc, pm, clock, t, PAWL_CALLER_);
}

// ---- waking -------------------------------------------------------------------------------------

EXPORT int pthread_cond_signal(pthread_cond_t *pc)
{
    if (!is_ours(cond_of(pc)))
        return shared_cond_wake(pc, false);
    pawl_cond_wake_(&cond_of(pc)->cond, false);
    return 0;
}

EXPORT int pthread_cond_broadcast(pthread_cond_t *pc)
{
    if (!is_ours(cond_of(pc)))
        return shared_cond_wake(pc, true);
    pawl_cond_wake_(&cond_of(pc)->cond, true);
    return 0;
}

// ---- beginning and end --------------------------------------------------------------------------

EXPORT int pthread_cond_init(pthread_cond_t *restrict pc,
                             const pthread_condattr_t *restrict attributes)
{
    int err = 0;
    if (attributes)
        err = REAL(pthread_cond_init)(pc, attributes);
    else
        memset(pc, 0, sizeof *pc);
    if (err == 0 && is_ours(cond_of(pc)))
        observed_init(&cond_of(pc)->home, COND, pc, PAWL_CALLER_);
    else if (err == 0)
        pawl_event_from_(PAWL_ON_INIT | COND, pc, PAWL_CALLER_);
    return err;
}

// Waiters that were woken do not come back to it, so there is nobody to wait for.
EXPORT int pthread_cond_destroy(pthread_cond_t *pc)
{
    struct cond *c = cond_of(pc);
    if (is_ours(c) && pawl_word_load_rlx(&c->cond.waiters) != 0) {
        pawl_event_from_(PAWL_ON_DESTROY | PAWL_TRIES_ | COND, pc, PAWL_CALLER_);
        return EBUSY;
    }
    pawl_event_from_(PAWL_ON_DESTROY | COND, pc, PAWL_CALLER_);
    return is_ours(c) ? 0 : REAL(pthread_cond_destroy)(pc);
}

OWN(cond_init, pthread_cond_init);
OWN(cond_destroy, pthread_cond_destroy);
OWN(cond_wait, pthread_cond_wait);
OWN(cond_timedwait, pthread_cond_timedwait);
OWN(cond_signal, pthread_cond_signal);
OWN(cond_broadcast, pthread_cond_broadcast);
