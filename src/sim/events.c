// events.c - counts them.
// SPDX-License-Identifier: MIT
#include "sim/events.h"

static uint64_t visits[SIM_EVENTS];
static uint32_t of_step;

void sim_event(enum sim_event event)
{
    of_step |= SIM_BIT(event);
    visits[event]++;
}

uint32_t sim_step_events(void)
{
    return of_step;
}

void sim_new_step(void)
{
    of_step = 0;
}

uint64_t sim_visits(enum sim_event event)
{
    return visits[event];
}

void sim_forget_visits(void)
{
    for (int e = 0; e < SIM_EVENTS; e++)
        visits[e] = 0;
}

const char *sim_event_name(enum sim_event event)
{
    static const char *const names[SIM_EVENTS] = {
        [SIM_STARVING_SET] = "STARVING set by a waiter",
        [SIM_LEFT_LAST] = "STARVING left: the last waiter",
        [SIM_LEFT_SHORT] = "STARVING left: waited less than 1 ms",
        [SIM_LEFT_SERVED] = "STARVING left: all served who waited at its beginning",
        [SIM_LEFT_TIMEOUT] = "STARVING left: the last waiter timed out",
        [SIM_KEPT_DUE] = "STARVING kept: who began it is not served",
        [SIM_DUE_TIMEOUT] = "STARVING kept: who began it timed out",
        [SIM_FRONT_REQUEUE] = "a woken loser queued at the front, before others",
        [SIM_HANDOFF_EARLY] = "hand-off to a waiter that was not queued yet",
        [SIM_HANDOFF_PAST] = "hand-off past a waiter that was not queued yet",
        [SIM_HANDOFF_AWAKE] = "hand-off to a waiter that was not asleep yet",
        [SIM_HANDOFF_OVERDUE] = "hand-off to a woken waiter that got no CPU",
        [SIM_TIMEOUT_CLAIMED] = "a time-out against the wake claimed for it",
        [SIM_WOKEN_BY_SPINNER] = "WOKEN set by a spinner",
        [SIM_LATE_GRANT] = "family: granted when its deadline had passed",
        [SIM_RW_NEXT] = "RWMutex: the next writer came before the last let go",
        [SIM_RW_AWAKE] = "RWMutex: the last reader left before the writer slept",
        [SIM_RW_GAVE_UP] = "RWMutex: a writer gave up, readers were queued",
        [SIM_RW_JOINED] = "RWMutex: a reader joined others though a writer waited",
        [SIM_WIDE_BELOW] = "wide RWMutex: a slot counted below zero",
        [SIM_CAS_LOST] = "a compare-and-swap that came too late",
        [SIM_CAS_WON] = "a compare-and-swap that came in time",
        [SIM_CLOCK_STOOD] = "a clock that stood still",
    };
    return names[event];
}
