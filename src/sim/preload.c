// preload.c - what the preload's condition variables ask for, where all of them are its own.
// SPDX-License-Identifier: MIT
#include "sim/shadow/pthread_cancel.h"

#include "preload/mode.h"
#include "preload/real.h"
#include "preload/shared_cond.h"
#include "sim/machine.h"

pawl_word mode = MODE_OURS;

enum mode mode_find(void)
{
    return MODE_OURS;
}

int shared_cond_wait(pthread_cond_t *pc, pthread_mutex_t *pm, clockid_t clock,
                     const struct timespec *t, const void *caller)
{
    (void)pc;
    (void)pm;
    (void)clock;
    (void)t;
    (void)caller;
    sim_violation("takes it for a shared one");
    return 0;
}

int shared_cond_wake(pthread_cond_t *pc, bool all)
{
    (void)pc;
    (void)all;
    sim_violation("takes it for a shared one");
    return 0;
}

int (*real_pthread_cond_init)(pthread_cond_t *, const pthread_condattr_t *);
int (*real_pthread_cond_destroy)(pthread_cond_t *);

void real_look_up(void)
{
    sim_violation("asks the C library");
}
