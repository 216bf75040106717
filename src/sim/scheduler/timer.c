// timer.c - the source, and what changes in it.
// SPDX-License-Identifier: MIT
#include "goroutine/timer.c"

#include "sim/scheduler/scheduler.h"

void sim_keep_timer_(void)
{
    sim_keep(&timers, sizeof timers);
}
