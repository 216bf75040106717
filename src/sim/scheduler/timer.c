// timer.c - the source, and what changes in it.
// SPDX-License-Identifier: MIT
#include "goroutine/timer.c" // NOLINT(bugprone-suspicious-include): as it is

#include "sim/scheduler/scheduler.h"

void sim_keep_timer_(void)
{
    sim_keep(&timers, sizeof timers);
}
