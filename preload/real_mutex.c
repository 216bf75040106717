// real_mutex.c - what the C library's own mutexes do, told to the watcher.
// SPDX-License-Identifier: MIT
//
// A lock and an unlock that only count, or fail, as of a recursive one by its owner or of one that
// checks for errors, are none to the watcher. The mutex says that beforehand: who owns it, and how
// often, is for its owner to change.
#include "preload/real_mutex.h"

#include "preload/mutex.h"
#include "preload/observed.h"
#include "preload/owner.h"
#include "preload/real.h"

_Static_assert(offsetof(struct mutex, home) == offsetof(pthread_mutex_t, __data.__list), "");

enum {
    TYPE = 3, // of kind: normal (0, 3), recursive, errorcheck
    ROBUST = 16,
    SHARED = 128,     // between processes
    DIED = INT32_MAX, // in the owner's place: the caller has it, of a robust one whose owner died
};

static int kind_of(const pthread_mutex_t *pm)
{
    return pm->__data.__kind;
}

// Does it know its owner, and go by that?
static bool asks_who(const pthread_mutex_t *pm)
{
    int type = kind_of(pm) & TYPE;
    return type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK;
}

static uint32_t owner_of(const pthread_mutex_t *pm)
{
    return pawl_word_load_rlx((const pawl_word *)&pm->__data.__owner);
}

// ---- locking ------------------------------------------------------------------------------------

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

// What there is to know of it. Other processes may unlock what is shared: who waits for that is not
// lost, whatever happens in this one.
static unsigned how_of(const pthread_mutex_t *pm)
{
    return ((kind_of(pm) & ROBUST) != 0 ? PAWL_ROBUST_ : 0) |
           ((kind_of(pm) & SHARED) != 0 ? PAWL_TRIES_ : 0);
}

static bool is_again(const pthread_mutex_t *pm)
{
    return asks_who(pm) && owner_of(pm) == owner_self();
}

// There is room in its list of robust ones, if it is none of them, nor seen by other processes.
static void look_at_home(pthread_mutex_t *pm)
{
    if ((kind_of(pm) & (ROBUST | SHARED)) == 0)
        observed_home(&((struct mutex *)(void *)pm)->home, 0, pm);
}

int real_mutex_lock(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t,
                    const void *caller)
{
    if (!pawl_watched_(PAWL_ON_FAST | PAWL_ON_CONTENDED) || is_again(pm))
        return real_lock(pm, clock, t);
    look_at_home(pm);
    unsigned how = how_of(pm) | (t ? PAWL_TRIES_ : 0);
    observed_begin(how, pm, caller);
    int err = real_try(pm);
    if (err == EBUSY) {
        observed_contended(how, pm, caller);
        err = real_lock(pm, clock, t);
    }
    return observed_end(err, how, pm, caller);
}

int real_mutex_trylock(pthread_mutex_t *pm, const void *caller)
{
    bool again = pawl_watched_(PAWL_ON_FAST) && is_again(pm);
    look_at_home(pm);
    int err = REAL(pthread_mutex_trylock)(pm);
    return again ? err : observed_try(err, how_of(pm), pm, caller);
}

// ---- unlocking ----------------------------------------------------------------------------------

static bool gives_up(const pthread_mutex_t *pm)
{
    if (!asks_who(pm))
        return true;
    bool once = (kind_of(pm) & TYPE) != PTHREAD_MUTEX_RECURSIVE || pm->__data.__count <= 1;
    return once && (owner_of(pm) == owner_self() || owner_of(pm) == DIED);
}

int real_mutex_unlock(pthread_mutex_t *pm, const void *caller)
{
    if (pawl_watched_(PAWL_ON_RELEASED | PAWL_ON_WAKE) && gives_up(pm))
        observed_unlock(0, pm, caller);
    return REAL(pthread_mutex_unlock)(pm);
}
