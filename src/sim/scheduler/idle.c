// idle.c - the source, and what changes in it.
// SPDX-License-Identifier: MIT
#include "goroutine/idle.c" // NOLINT(bugprone-suspicious-include): as it is

#include "sim/scheduler/scheduler.h"

void sim_keep_idle_(void)
{
    sim_keep(&rest_after, sizeof rest_after);
}
