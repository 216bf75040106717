// cancel.c - threads that end where they stand.
// SPDX-License-Identifier: MIT
#include "sim/cancel.h"

#include "sim/core.h"

#include <pthread.h>

void sim_cancel(int thread)
{
    sim_stop((struct sim_op){.kind = SIM_PAUSE});
    sim_core->threads[thread].cancelled = true;
    sim_story("", 0, "cancels T%d", thread);
}

int sim_setcanceltype(int type, int *old)
{
    struct sim_thread *me = sim_me();
    *old = me->cancelable ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
    me->cancelable = type == PTHREAD_CANCEL_ASYNCHRONOUS;
    return 0;
}

void sim_cleanup_push(struct sim_cleanup *cleanup)
{
    cleanup->outer = sim_me()->cleanup;
    sim_me()->cleanup = cleanup;
}

void sim_cleanup_pop(void)
{
    sim_me()->cleanup = sim_me()->cleanup->outer;
}

static _Noreturn void go_on(struct sim_cleanup *cleanup)
{
    if (cleanup)
        _longjmp(cleanup->at, 1);
    sim_end_thread();
}

// Who ends is not cancelled once more.
_Noreturn void sim_cancelled(void)
{
    struct sim_thread *me = sim_me();
    me->cancelled = me->cancelable = me->woken = false;
    sim_story("", 0, "is cancelled");
    go_on(me->cleanup);
}

_Noreturn void sim_unwind(void (*routine)(void *arg), void *arg)
{
    sim_cleanup_pop();
    routine(arg);
    go_on(sim_me()->cleanup);
}
