// monitor.c - the source, what changes in it, and one look of it.
// SPDX-License-Identifier: MIT
#include "goroutine/monitor.c" // NOLINT(bugprone-suspicious-include): as it is

#include "sim/scheduler/scheduler.h"

void sim_keep_monitor_(void)
{
    sim_keep(&state, sizeof state);
}

void sim_monitor_looks(void)
{
    look();
}

void sim_monitor_looks_at_ps(void)
{
    for (unsigned i = 0; i < pawl_sched_.procs; i++)
        look_at(&pawl_sched_.ps[i], SIM_T0);
}
