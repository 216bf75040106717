// disturb.c - what happens to a thread in the middle of things: signals, and a watcher.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include "support/step.h"

_Thread_local struct worker *me; // NULL in threads that are no workers

// Up to 1 ms, mostly less than 0.1, wherever the thread is. Its own random numbers: the worker may
// just be drawing one.
static void nap(void *worker)
{
    struct worker *w = worker;
    bump(&w->delays[w->place]);
    static _Thread_local unsigned seed;
    if (seed == 0)
        seed = (unsigned)w->number;
    unsigned longest = random_next(&seed) % 4 == 0 ? 1000000 : 50000;
    sleep_ns(1 + random_next(&seed) % longest);
}

static void on_storm(int signal)
{
    (void)signal;
    if (me)
        bump(&me->signals);
}

static void on_delay(int signal)
{
    (void)signal;
    int saved = errno;
    if (me)
        nap(me);
    errno = saved;
}

void disturb_setup(void)
{
    // Without SA_RESTART: every sleep in the kernel ends with EINTR.
    struct sigaction storm = {.sa_handler = on_storm};
    struct sigaction delay = {.sa_handler = on_delay};
    sigaction(SIGUSR1, &storm, NULL);
    sigaction(SIGUSR2, &delay, NULL);
#if CAN_STEP
    struct sigaction step_action = {.sa_sigaction = step_trap, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &step_action, NULL);
#endif
}

// A signal hits the few instructions between the claim of a wake and the wake, or between the end
// of a wait and what follows, only by luck. Here the thread sleeps after a number of instructions
// of the lock or unlock that comes next, one number as likely as the other.
void disturb_begin(struct worker *w)
{
    if ((w->troubles & DELAY) != 0 && random_next(&w->seed) % 128 == 0)
        step_begin(1 + random_next(&w->seed) % 400, nap, w);
}

void disturb_end(struct worker *w)
{
    if ((w->troubles & DELAY) != 0)
        step_end();
}

static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    if (me == NULL)
        return;
    switch (event->what) {
    case PAWL_ON_WAIT_BEGIN: bump(&me->waits); break;
    case PAWL_ON_HANDOFF: bump(&me->handoffs); break;
    default: bump(&me->starving); break;
    }
}

const struct pawl_watcher watcher = {
    .wanted = PAWL_ON_WAIT_BEGIN | PAWL_ON_HANDOFF | PAWL_ON_STARVING,
    .see = see,
};
