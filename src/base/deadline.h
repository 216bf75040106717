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

#endif
