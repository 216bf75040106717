// deadline.h - an absolute deadline together with the clock it is read on.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_DEADLINE_H
#define PAWL_SRC_BASE_DEADLINE_H

#include <pawl/clock.h>

// A wait on the realtime clock must follow changes of that clock, so it cannot be converted.
enum pawl_clock { PAWL_CLOCK_MONOTONIC, PAWL_CLOCK_REALTIME };

struct pawl_deadline {
    int64_t ns; // since the clock's epoch; PAWL_NEVER: none
    enum pawl_clock clock;
};

static inline struct pawl_deadline pawl_deadline_at_(int64_t ns)
{
    struct pawl_deadline d = {ns, PAWL_CLOCK_MONOTONIC};
    return d;
}

// pawl_now_on_ reads a clock: nanoseconds since its epoch.
int64_t pawl_now_on_(enum pawl_clock clock);

static inline bool pawl_deadline_passed_(struct pawl_deadline d)
{
    return d.ns != PAWL_NEVER && pawl_now_on_(d.clock) >= d.ns;
}

// pawl_deadline_passed_by_ is the same for callers that have just read the monotonic clock.
static inline bool pawl_deadline_passed_by_(struct pawl_deadline d, int64_t now)
{
    return d.clock == PAWL_CLOCK_MONOTONIC ? now >= d.ns : pawl_deadline_passed_(d);
}

#endif
