// shared_cond.c - condition variables that stay the C library's: the process-shared ones, and all
// when the program keeps its locks.
// SPDX-License-Identifier: MIT
//
// The C library's wait unlocks the mutex inside, as one of its own. If it is one of ours, another
// one stands in for it, chosen by the condition variable's address:
//
//   waiter                                    who signals
//   lock the stand-in                         change the condition, under the mutex
//   unlock the mutex                          lock the stand-in: not before the waiter sleeps
//   wait, with the stand-in                   signal
//   unlock the stand-in, lock the mutex       unlock the stand-in
//
// Only threads of one process can agree on a mutex of ours, so a stand-in per process will do.
#include "preload/shared_cond.h"

#include "preload/mutex.h"
#include "preload/observed.h"
#include "preload/real.h"

#include <stdint.h>

#define COND PAWL_OF_(PAWL_KIND_COND)

enum { STAND_INS = 16 };
static pthread_mutex_t stand_ins[STAND_INS];
static pawl_word used; // somebody waits, or has waited, with a stand-in

static pthread_mutex_t *stand_in_for(const pthread_cond_t *pc)
{
    return &stand_ins[(uintptr_t)pc / 16 % STAND_INS];
}

// Some thread that is gone may have held one.
static void in_child(void)
{
    static const pthread_mutex_t unlocked = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < STAND_INS; i++)
        stand_ins[i] = unlocked;
}

void shared_cond_begin(void)
{
    pthread_atfork(NULL, NULL, in_child);
}

struct wait {
    pthread_cond_t *cond;
    pthread_mutex_t *mutex;    // the program's
    pthread_mutex_t *stand_in; // NULL: the C library can do with the program's
    const void *caller;
};

// After the wait, or when the thread is cancelled in it: the mutex of the C library's wait is
// locked again by then.
static void finish(void *arg)
{
    struct wait *w = arg;
    pawl_event_(PAWL_ON_WAIT_END | COND, w->cond, 0);
    if (!w->stand_in) {
        observed_try(0, 0, w->mutex, w->caller);
        return;
    }
    REAL(pthread_mutex_unlock)(w->stand_in);
    mutex_relock_from(w->mutex, w->caller);
}

static int real_wait(struct wait *w, clockid_t clock, const struct timespec *t)
{
    pthread_mutex_t *with = w->stand_in ? w->stand_in : w->mutex;
    int err;
    if (!w->stand_in)
        observed_unlock(0, w->mutex, w->caller);
    // Another process may end it.
    pawl_event_from_(PAWL_ON_WAIT_BEGIN | PAWL_TRIES_ | COND, w->cond, w->caller);
    pthread_cleanup_push(finish, w);
    err = t ? REAL(pthread_cond_clockwait)(w->cond, with, clock, t)
            : REAL(pthread_cond_wait)(w->cond, with);
    if (err == ETIMEDOUT)
        pawl_event_from_(PAWL_ON_TIMED_OUT | COND, w->cond, w->caller);
    pthread_cleanup_pop(1);
    return err;
}

int shared_cond_wait(pthread_cond_t *pc, pthread_mutex_t *pm, clockid_t clock,
                     const struct timespec *t, const void *caller)
{
    struct wait w = {pc, pm, mutex_is_ours(pm) ? stand_in_for(pc) : NULL, caller};
    if (w.stand_in) {
        pawl_word_store_rlx(&used, 1); // seen by who signals: it had the mutex after us
        REAL(pthread_mutex_lock)(w.stand_in);
        int err = mutex_unlock_from(pm, caller);
        if (err != 0) {
            REAL(pthread_mutex_unlock)(w.stand_in);
            return err;
        }
    }
    return real_wait(&w, clock, t);
}

int shared_cond_wake(pthread_cond_t *pc, bool all)
{
    pthread_mutex_t *stand_in = pawl_word_load_rlx(&used) != 0 ? stand_in_for(pc) : NULL;
    if (stand_in)
        REAL(pthread_mutex_lock)(stand_in);
    int err = all ? REAL(pthread_cond_broadcast)(pc) : REAL(pthread_cond_signal)(pc);
    if (stand_in)
        REAL(pthread_mutex_unlock)(stand_in);
    return err;
}
