// mutex.c - pthread_mutex_* on a pawl mutex that lies in the program's own pthread_mutex_t.
// SPDX-License-Identifier: MIT
//
// Nothing is allocated and nothing need be initialised: a static initialiser is zero but for the
// kind, and so is an unlocked pawl mutex. Mistakes that the C library lets pass (a second unlock of
// a normal mutex) are let pass here, too: programs live with them.
#include "preload/mutex.h"

#include "preload/deadline.h"
#include "preload/export.h"
#include "preload/mode.h"
#include "preload/observed.h"
#include "preload/owner.h"
#include "preload/real.h"
#include "preload/real_mutex.h"
#include "sync/mutex_state.h"

#include <string.h>

enum {
    TYPE = 3,                // of kind: normal (0, 3), recursive, errorcheck
    ELISION = 0x100 | 0x200, // changes nothing here
    OURS = TYPE | ELISION,
};

static struct mutex *mutex_of(pthread_mutex_t *pm)
{
    return (struct mutex *)(void *)pm;
}

static bool is_ours(const struct mutex *m)
{
    return (m->kind & ~OURS) == 0 && mode_is_ours();
}

// Ours, and of the commonest type: for the short ways.
static bool is_plain(const struct mutex *m)
{
    return m->kind == PTHREAD_MUTEX_NORMAL && mode_is_ours();
}

bool mutex_is_ours(const pthread_mutex_t *pm)
{
    return is_ours((const struct mutex *)(const void *)pm);
}

static int type_of(const struct mutex *m)
{
    int type = m->kind & TYPE;
    return type == PTHREAD_MUTEX_ADAPTIVE_NP ? PTHREAD_MUTEX_NORMAL : type;
}

static bool is_owned(const struct mutex *m)
{
    return owner_is_self(pawl_word_load_rlx(&m->owner));
}

// ---- locking ------------------------------------------------------------------------------------

// The caller holds m and locks it again. A normal one waits for itself, for ever.
enum again { GO_ON = -1 };

static int lock_again(struct mutex *m, bool trying)
{
    int type = type_of(m);
    if (type == PTHREAD_MUTEX_NORMAL || !is_owned(m))
        return GO_ON;
    if (type == PTHREAD_MUTEX_ERRORCHECK)
        return trying ? EBUSY : EDEADLK;
    if (m->depth == UINT32_MAX)
        return EAGAIN;
    m->depth++;
    return 0;
}

static int owned(struct mutex *m)
{
    pawl_word_store_rlx(&m->owner, owner_self());
    return 0;
}

static int lock(struct mutex *m, struct pawl_deadline deadline, bool spins, const void *caller)
{
    observed_home(&m->home, 0, m);
    int err = lock_again(m, false);
    if (err != GO_ON)
        return err;
    if (pawl_mutex_lock_fast_(&m->mutex))
        return owned(m);
    err = pawl_mutex_lock_watched_(&m->mutex, deadline, spins, caller);
    return err == 0 ? owned(m) : err;
}

int mutex_lock_from(pthread_mutex_t *pm, const void *caller)
{
    struct mutex *m = mutex_of(pm);
    if (!is_ours(m))
        return real_mutex_lock(pm, 0, NULL, caller);
    return lock(m, pawl_deadline_at_(PAWL_NEVER), true, caller);
}

int mutex_relock_from(pthread_mutex_t *pm, const void *caller)
{
    struct mutex *m = mutex_of(pm);
    if (!is_ours(m))
        return real_mutex_lock(pm, 0, NULL, caller);
    return lock(m, pawl_deadline_at_(PAWL_NEVER), false, caller);
}

// The short way, also for who is watched: nothing but this costs every lock something.
static bool take_if_free(pawl_mutex *m, const void *caller)
{
    uint32_t old = pawl_word_load_rlx(&m->state);
    // acquire: pairs with the release of the unlock before.
    if (PAWL_UNLIKELY((old & (PAWL_MUTEX_LOCKED_ | PAWL_MUTEX_STARVING_)) != 0) ||
        PAWL_UNLIKELY(!pawl_word_cas_acq(&m->state, old, old | PAWL_MUTEX_LOCKED_)))
        return false;
    if (PAWL_LOCK_WATCHED_()) {
        observed_home(&((struct mutex *)m)->home, 0, m);
        pawl_event_from_(PAWL_ON_BEGIN, m, caller);
        pawl_event_from_(PAWL_ON_ACQUIRED, m, caller);
    }
    return true;
}

EXPORT int pthread_mutex_lock(pthread_mutex_t *pm)
{
    struct mutex *m = mutex_of(pm);
    if (PAWL_LIKELY(is_plain(m)) && take_if_free(&m->mutex, PAWL_CALLER_))
        return owned(m);
    return mutex_lock_from(pm, PAWL_CALLER_);
}

EXPORT int pthread_mutex_trylock(pthread_mutex_t *pm)
{
    struct mutex *m = mutex_of(pm);
    if (!is_ours(m))
        return real_mutex_trylock(pm, PAWL_CALLER_);
    int err = lock_again(m, true);
    if (err != GO_ON)
        return err;
    observed_home(&m->home, 0, m);
    if (!pawl_mutex_lock_fast_(&m->mutex) && !pawl_mutex_try_(&m->mutex)) {
        pawl_event_from_(PAWL_ON_REFUSED, m, PAWL_CALLER_);
        return EBUSY;
    }
    owned(m);
    return observed_try(0, 0, m, PAWL_CALLER_);
}

// A time that makes no sense is an error only for who would have to wait.
static int lock_until(pthread_mutex_t *pm, clockid_t clock, const struct timespec *t,
                      const void *caller)
{
    struct mutex *m = mutex_of(pm);
    if (!is_ours(m))
        return real_mutex_lock(pm, clock, t, caller);
    if (deadline_is_valid(t))
        return lock(m, deadline_of(clock, t), true, caller);
    int err = lock(m, pawl_deadline_at_(0), true, caller);
    return err == ETIMEDOUT ? EINVAL : err;
}

EXPORT int pthread_mutex_timedlock(pthread_mutex_t *restrict pm, const struct timespec *restrict t)
{
    return lock_until(pm, CLOCK_REALTIME, t, PAWL_CALLER_);
}

EXPORT int pthread_mutex_clocklock(pthread_mutex_t *restrict pm, clockid_t clock,
                                   const struct timespec *restrict t)
{
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return lock_until(pm, clock, t, PAWL_CALLER_);
}

// ---- unlocking ----------------------------------------------------------------------------------

static bool release_if_nobody_waits(pawl_mutex *m)
{
    // release: pairs with the acquire of the next lock. The last access to *m.
    return PAWL_LIKELY(pawl_word_load_rlx(&m->state) == PAWL_MUTEX_LOCKED_ &&
                       pawl_word_cas_rel(&m->state, PAWL_MUTEX_LOCKED_, 0));
}

// A normal one is anybody's to unlock.
static bool may_unlock(const struct mutex *m)
{
    return type_of(m) == PTHREAD_MUTEX_NORMAL || is_owned(m);
}

bool mutex_may_unlock(const pthread_mutex_t *pm)
{
    return !mutex_is_ours(pm) || may_unlock((const struct mutex *)(const void *)pm);
}

int mutex_unlock_from(pthread_mutex_t *pm, const void *caller)
{
    struct mutex *m = mutex_of(pm);
    if (!is_ours(m))
        return real_mutex_unlock(pm, caller);
    if (!may_unlock(m))
        return EPERM;
    if (type_of(m) == PTHREAD_MUTEX_RECURSIVE && m->depth > 0) {
        m->depth--;
        return 0;
    }
    pawl_event_from_(PAWL_ON_RELEASED, m, caller);
    pawl_word_store_rlx(&m->owner, 0);
    if (!release_if_nobody_waits(&m->mutex))
        pawl_mutex_release_(&m->mutex, caller);
    return 0;
}

EXPORT int pthread_mutex_unlock(pthread_mutex_t *pm)
{
    struct mutex *m = mutex_of(pm);
    if (PAWL_LIKELY(is_plain(m)) && !PAWL_UNLOCK_WATCHED_()) {
        pawl_word_store_rlx(&m->owner, 0);
        if (release_if_nobody_waits(&m->mutex))
            return 0;
    }
    return mutex_unlock_from(pm, PAWL_CALLER_);
}

// ---- beginning and end --------------------------------------------------------------------------

EXPORT int pthread_mutex_init(pthread_mutex_t *pm, const pthread_mutexattr_t *attributes)
{
    int err = 0;
    if (attributes)
        err = REAL(pthread_mutex_init)(pm, attributes);
    else
        memset(pm, 0, sizeof *pm);
    if (err == 0 && is_ours(mutex_of(pm)))
        observed_init(&mutex_of(pm)->home, 0, pm, PAWL_CALLER_);
    else if (err == 0)
        pawl_event_from_(PAWL_ON_INIT, pm, PAWL_CALLER_);
    return err;
}

EXPORT int pthread_mutex_destroy(pthread_mutex_t *pm)
{
    struct mutex *m = mutex_of(pm);
    if (is_ours(m)) {
        if (pawl_word_load_rlx(&m->mutex.state) != 0 || m->waiting != 0) {
            pawl_event_from_(PAWL_ON_DESTROY | PAWL_TRIES_, pm, PAWL_CALLER_);
            return EBUSY;
        }
        pawl_event_from_(PAWL_ON_DESTROY, pm, PAWL_CALLER_);
        m->kind = -1; // as the C library does; who uses it now gets EINVAL from that
        return 0;
    }
    pawl_event_from_(PAWL_ON_DESTROY, pm, PAWL_CALLER_);
    return REAL(pthread_mutex_destroy)(pm);
}

ALIAS(__pthread_mutex_init, pthread_mutex_init);
ALIAS(__pthread_mutex_destroy, pthread_mutex_destroy);
ALIAS(__pthread_mutex_lock, pthread_mutex_lock);
ALIAS(__pthread_mutex_trylock, pthread_mutex_trylock);
ALIAS(__pthread_mutex_unlock, pthread_mutex_unlock);
