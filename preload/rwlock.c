// rwlock.c - pthread_rwlock_* on a pawl RWMutex that lies in the program's pthread_rwlock_t.
// SPDX-License-Identifier: MIT
//
// Go's RWMutex, in which a waiting writer stops new readers, is what PREFER_WRITER_NONRECURSIVE_NP
// asks for. By the C library's default a thread may read-lock again while a writer waits; so there
// readers join those who read.
#include "preload/deadline.h"
#include "preload/export.h"
#include "preload/mode.h"
#include "preload/observed.h"
#include "preload/owner.h"
#include "preload/real.h"
#include "sync/rwmutex_state.h"

#include <pthread.h>
#include <string.h>

// What lies in a pthread_rwlock_t. Zero is unlocked; shared and kind are the C library's.
struct rwlock {
    pawl_rwmutex rw;
    uint32_t unused[2];
    pawl_word writer; // who has it for writing: __cur_writer
    int shared;
    pawl_word home; // where it was used first, with checks (observed.h)
    uint32_t unused2[3];
    uint32_t kind;
};

_Static_assert(sizeof(struct rwlock) <= sizeof(pthread_rwlock_t), "room for it");
_Static_assert(offsetof(struct rwlock, writer) == offsetof(pthread_rwlock_t, __data.__cur_writer),
               "");
_Static_assert(offsetof(struct rwlock, shared) == offsetof(pthread_rwlock_t, __data.__shared), "");
_Static_assert(offsetof(struct rwlock, kind) == offsetof(pthread_rwlock_t, __data.__flags), "");

static struct rwlock *rwlock_of(pthread_rwlock_t *pl)
{
    return (struct rwlock *)(void *)pl;
}

static bool is_ours(const struct rwlock *l)
{
    return l->shared == 0 && mode_is_ours();
}

static bool readers_join(const struct rwlock *l)
{
    return l->kind != PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
}

static bool is_written_by_self(const struct rwlock *l)
{
    return owner_is_self(pawl_word_load_rlx(&l->writer));
}

// A way into the lock: for reading, or for writing. NULL t: no deadline.
typedef int lock_function(struct rwlock *l, struct pawl_deadline deadline, const void *caller);

static int rdlock(struct rwlock *l, struct pawl_deadline deadline, const void *caller)
{
    if (is_written_by_self(l))
        return EDEADLK;
    observed_home(&l->home, WRITING, l);
    if (pawl_word_load_rlx(&pawl_watching_) == 0 && pawl_rwmutex_come_in_(&l->rw, readers_join(l)))
        return 0;
    return pawl_rwmutex_rlock_watched_(&l->rw, readers_join(l), deadline, caller);
}

static int wrlock(struct rwlock *l, struct pawl_deadline deadline, const void *caller)
{
    if (is_written_by_self(l))
        return EDEADLK;
    observed_home(&l->home, WRITING, l);
    int err = pawl_rwmutex_lock_watched_(&l->rw, deadline, caller);
    if (err == 0)
        pawl_word_store_rlx(&l->writer, owner_self());
    return err;
}

// A time that makes no sense is an error only for who would have to wait.
static int lock_until(struct rwlock *l, lock_function *lock, clockid_t clock,
                      const struct timespec *t, const void *caller)
{
    if (deadline_is_valid(t))
        return lock(l, deadline_of(clock, t), caller);
    int err = lock(l, pawl_deadline_at_(0), caller);
    return err == ETIMEDOUT ? EINVAL : err;
}

// ---- the C library's own ------------------------------------------------------------------------

struct real_way {
    int (*trylock)(pthread_rwlock_t *pl);
    int (*lock)(pthread_rwlock_t *pl);
    int (*clocklock)(pthread_rwlock_t *pl, clockid_t clock, const struct timespec *t);
    unsigned kind;
};

static struct real_way real_read(void)
{
    struct real_way way = {REAL(pthread_rwlock_tryrdlock), REAL(pthread_rwlock_rdlock),
                           REAL(pthread_rwlock_clockrdlock), READING};
    return way;
}

static struct real_way real_write(void)
{
    struct real_way way = {REAL(pthread_rwlock_trywrlock), REAL(pthread_rwlock_wrlock),
                           REAL(pthread_rwlock_clockwrlock), WRITING};
    return way;
}

static int real_wait(pthread_rwlock_t *pl, struct real_way way, clockid_t clock,
                     const struct timespec *t)
{
    for (int round = 0; !t && pawl_watched_(PAWL_ON_STILL); round++) {
        struct timespec pause = observed_pause(round);
        int err = way.clocklock(pl, CLOCK_REALTIME, &pause);
        if (err != ETIMEDOUT)
            return err;
        pawl_event_(PAWL_ON_STILL, NULL, 0);
    }
    return t ? way.clocklock(pl, clock, t) : way.lock(pl);
}

static int real_lock(pthread_rwlock_t *pl, struct real_way way, clockid_t clock,
                     const struct timespec *t, const void *caller)
{
    const struct rwlock *l = rwlock_of(pl);
    unsigned how = way.kind | (t || l->shared ? PAWL_TRIES_ : 0) |
                   (way.kind == READING && readers_join(l) ? PAWL_JOINS_ : 0);
    observed_begin(how, pl, caller);
    int err = way.trylock(pl);
    if (err == EBUSY) {
        observed_contended(how, pl, caller);
        err = real_wait(pl, way, clock, t);
    }
    return observed_end(err, how, pl, caller);
}

// ---- reading ------------------------------------------------------------------------------------

EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *pl)
{
    struct rwlock *l = rwlock_of(pl);
    if (!is_ours(l))
        return real_lock(pl, real_read(), 0, NULL, PAWL_CALLER_);
    return rdlock(l, pawl_deadline_at_(PAWL_NEVER), PAWL_CALLER_);
}

EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *pl)
{
    struct rwlock *l = rwlock_of(pl);
    if (!is_ours(l))
        return observed_try(REAL(pthread_rwlock_tryrdlock)(pl), READING, pl, PAWL_CALLER_);
    int err = pawl_rwmutex_come_in_(&l->rw, readers_join(l)) ? 0 : EBUSY;
    return observed_try(err, READING, pl, PAWL_CALLER_);
}

static int rdlock_until(pthread_rwlock_t *pl, clockid_t clock, const struct timespec *t,
                        const void *caller)
{
    struct rwlock *l = rwlock_of(pl);
    return is_ours(l) ? lock_until(l, rdlock, clock, t, caller)
                      : real_lock(pl, real_read(), clock, t, caller);
}

EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict pl,
                                      const struct timespec *restrict t)
{
    return rdlock_until(pl, CLOCK_REALTIME, t, PAWL_CALLER_);
}

EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict pl, clockid_t clock,
                                      const struct timespec *restrict t)
{
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return rdlock_until(pl, clock, t, PAWL_CALLER_);
}

// ---- writing ------------------------------------------------------------------------------------

EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *pl)
{
    struct rwlock *l = rwlock_of(pl);
    if (!is_ours(l))
        return real_lock(pl, real_write(), 0, NULL, PAWL_CALLER_);
    return wrlock(l, pawl_deadline_at_(PAWL_NEVER), PAWL_CALLER_);
}

EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *pl)
{
    struct rwlock *l = rwlock_of(pl);
    if (!is_ours(l))
        return observed_try(REAL(pthread_rwlock_trywrlock)(pl), WRITING, pl, PAWL_CALLER_);
    if (!pawl_rwmutex_trylock_(&l->rw))
        return EBUSY;
    pawl_word_store_rlx(&l->writer, owner_self());
    return observed_try(0, WRITING, pl, PAWL_CALLER_);
}

static int wrlock_until(pthread_rwlock_t *pl, clockid_t clock, const struct timespec *t,
                        const void *caller)
{
    struct rwlock *l = rwlock_of(pl);
    return is_ours(l) ? lock_until(l, wrlock, clock, t, caller)
                      : real_lock(pl, real_write(), clock, t, caller);
}

EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict pl,
                                      const struct timespec *restrict t)
{
    return wrlock_until(pl, CLOCK_REALTIME, t, PAWL_CALLER_);
}

EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict pl, clockid_t clock,
                                      const struct timespec *restrict t)
{
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return wrlock_until(pl, clock, t, PAWL_CALLER_);
}

// ---- unlocking, beginning and end ---------------------------------------------------------------

EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *pl)
{
    struct rwlock *l = rwlock_of(pl);
    bool ours = is_ours(l);
    // Readers hold it only while nobody writes, in the C library's, too.
    unsigned kind = pawl_word_load_rlx(&l->writer) != 0 ? WRITING : READING;
    if (!ours) {
        observed_unlock(kind, pl, PAWL_CALLER_);
        return REAL(pthread_rwlock_unlock)(pl);
    }
    pawl_event_from_(PAWL_ON_RELEASED | kind, pl, PAWL_CALLER_);
    if (kind == WRITING) {
        pawl_word_store_rlx(&l->writer, 0);
        pawl_rwmutex_unlock_(&l->rw, 0, PAWL_CALLER_);
    } else {
        pawl_rwmutex_runlock_(&l->rw, PAWL_CALLER_);
    }
    return 0;
}

EXPORT int pthread_rwlock_init(pthread_rwlock_t *restrict pl,
                               const pthread_rwlockattr_t *restrict attributes)
{
    int err = REAL(pthread_rwlock_init)(pl, attributes);
    if (err == 0 && is_ours(rwlock_of(pl)))
        observed_init(&rwlock_of(pl)->home, WRITING, pl, PAWL_CALLER_);
    else if (err == 0)
        pawl_event_from_(PAWL_ON_INIT | WRITING, pl, PAWL_CALLER_);
    return err;
}

EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *pl)
{
    pawl_event_from_(PAWL_ON_DESTROY | WRITING, pl, PAWL_CALLER_);
    return is_ours(rwlock_of(pl)) ? 0 : REAL(pthread_rwlock_destroy)(pl);
}

ALIAS(__pthread_rwlock_init, pthread_rwlock_init);
ALIAS(__pthread_rwlock_destroy, pthread_rwlock_destroy);
ALIAS(__pthread_rwlock_rdlock, pthread_rwlock_rdlock);
ALIAS(__pthread_rwlock_tryrdlock, pthread_rwlock_tryrdlock);
ALIAS(__pthread_rwlock_wrlock, pthread_rwlock_wrlock);
ALIAS(__pthread_rwlock_trywrlock, pthread_rwlock_trywrlock);
ALIAS(__pthread_rwlock_unlock, pthread_rwlock_unlock);
