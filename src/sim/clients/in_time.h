// in_time.h - what the clients of the family check of every operation with a deadline.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_IN_TIME_H
#define PAWL_SIM_IN_TIME_H

#include "sim/events.h"

#include <stdbool.h>

// sim_in_time reports whether err, what the operation with that deadline has returned, is 0; never
// before the deadline is it anything else.
bool sim_in_time(int err, int64_t deadline);

// For the description of a client: its executions must visit the event.
#define REACHES(event) .base.reaches = SIM_BIT(event)

#endif
