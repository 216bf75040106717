// in_time.c - what the clients of the family check of every operation with a deadline.
// SPDX-License-Identifier: MIT
#include "in_time.h"

#include "sim/machine.h"

bool sim_in_time(int err, int64_t deadline)
{
    bool late = deadline >= SIM_T0 && sim_clock() >= deadline;
    sim_check(err == 0 || late || deadline < SIM_T0, "timed out early");
    if (err == 0 && late)
        sim_event(SIM_LATE_GRANT);
    return err == 0;
}
