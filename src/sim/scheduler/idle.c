// idle.c - the source, and what changes in it.
// SPDX-License-Identifier: MIT
#include "goroutine/idle.c"

#include "sim/scheduler/scheduler.h"

void sim_keep_idle_(void)
{
    sim_keep(&rest_after, sizeof rest_after);
}
