// real_mutex.c - the C library's own mutexes, told of.
// SPDX-License-Identifier: MIT
#include "preload/real_mutex.h"

#include "preload/mutex.h"
#include "preload/observed.h"
#include "preload/real.h"

enum {
    ROBUST = 16,
    SHARED = 128, // between processes
};

static int kind_of(const pthread_mutex_t *pm)
{
    return ((const struct mutex *)(const void *)pm)->kind;
}

// t: NULL for no deadline.
static int real_lock(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t)
{
    for (int round = 0; !t && pawl_watched_(PAWL_ON_STILL); round++) {
        struct timespec pause = observed_pause(round);
        int err = REAL(pthread_mutex_clocklock)(pm, CLOCK_REALTIME, &pause);
        if (err != ETIMEDOUT)
            return err;
        pawl_event_(PAWL_ON_STILL, NULL, 0);
    }
    return t ? REAL(pthread_mutex_clocklock)(pm, clock, t) : REAL(pthread_mutex_lock)(pm);
}

// The C library's trylock keeps a mutex that is not recoverable for ever (2.36); a lock that has no
// time does not.
static int real_try(pthread_mutex_t *pm)
{
    static const struct timespec past;
    if ((kind_of(pm) & ROBUST) == 0)
        return REAL(pthread_mutex_trylock)(pm);
    int err = REAL(pthread_mutex_clocklock)(pm, CLOCK_REALTIME, &past);
    return err == ETIMEDOUT ? EBUSY : err;
}

// What there is to know of one of the C library's. Other processes may unlock what is shared: who
// waits for that is not lost, whatever happens in this one.
unsigned real_mutex_kind(const pthread_mutex_t *pm)
{
    return ((kind_of(pm) & ROBUST) != 0 ? PAWL_ROBUST_ : 0) |
           ((kind_of(pm) & SHARED) != 0 ? PAWL_TRIES_ : 0);
}

int real_mutex_lock(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t,
                    const void *caller)
{
    if (!pawl_watched_(PAWL_ON_FAST | PAWL_ON_CONTENDED))
        return real_lock(pm, clock, t);
    unsigned how = real_mutex_kind(pm) | (t ? PAWL_TRIES_ : 0);
    observed_begin(how, pm, caller);
    int err = real_try(pm);
    if (err == EBUSY) {
        observed_contended(how, pm, caller);
        err = real_lock(pm, clock, t);
    }
    return observed_end(err, how, pm, caller);
}

int real_mutex_unlock(pthread_mutex_t *pm, const void *caller)
{
    observed_unlock(0, pm, caller);
    return REAL(pthread_mutex_unlock)(pm);
}
