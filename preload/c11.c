// c11.c - mtx_* and cnd_*, which lie on the same objects and do not go through pthread_* by name.
// SPDX-License-Identifier: MIT
#include "base/hook.h"
#include "preload/export.h"
#include "preload/mutex.h"

#include <pthread.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "one is the other");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "one is the other");

static int thrd_of(int err)
{
    switch (err) {
    case 0: return thrd_success;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    case EBUSY: return thrd_busy;
    default: return thrd_error;
    }
}

static pthread_mutex_t *mutex_of(mtx_t *m)
{
    return (pthread_mutex_t *)(void *)m;
}

static pthread_cond_t *cond_of(cnd_t *c)
{
    return (pthread_cond_t *)(void *)c;
}

EXPORT int mtx_init(mtx_t *m, int type)
{
    if ((type & ~(mtx_timed | mtx_recursive)) != 0)
        return thrd_error;
    if ((type & mtx_recursive) == 0)
        return thrd_of(pthread_mutex_init(mutex_of(m), NULL));
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    int err = pthread_mutex_init(mutex_of(m), &recursive);
    pthread_mutexattr_destroy(&recursive);
    return thrd_of(err);
}

EXPORT void mtx_destroy(mtx_t *m)
{
    pthread_mutex_destroy(mutex_of(m));
}

EXPORT int mtx_lock(mtx_t *m)
{
    return thrd_of(mutex_lock_from(mutex_of(m), PAWL_CALLER_));
}

EXPORT int mtx_trylock(mtx_t *m)
{
    return thrd_of(pthread_mutex_trylock(mutex_of(m)));
}

EXPORT int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict t)
{
    return thrd_of(pthread_mutex_timedlock(mutex_of(m), t));
}

EXPORT int mtx_unlock(mtx_t *m)
{
    return thrd_of(mutex_unlock_from(mutex_of(m), PAWL_CALLER_));
}

EXPORT int cnd_init(cnd_t *c)
{
    return thrd_of(pthread_cond_init(cond_of(c), NULL));
}

EXPORT void cnd_destroy(cnd_t *c)
{
    pthread_cond_destroy(cond_of(c));
}

EXPORT int cnd_wait(cnd_t *c, mtx_t *m)
{
    return thrd_of(pthread_cond_wait(cond_of(c), mutex_of(m)));
}

EXPORT int cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m, const struct timespec *restrict t)
{
    return thrd_of(pthread_cond_timedwait(cond_of(c), mutex_of(m), t));
}

EXPORT int cnd_signal(cnd_t *c)
{
    return thrd_of(pthread_cond_signal(cond_of(c)));
}

EXPORT int cnd_broadcast(cnd_t *c)
{
    return thrd_of(pthread_cond_broadcast(cond_of(c)));
}
