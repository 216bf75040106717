// clock.h - the clock that pawl's deadlines are read on.
// SPDX-License-Identifier: MIT
#ifndef PAWL_CLOCK_H
#define PAWL_CLOCK_H

#include <pawl/base.h>

PAWL_BEGIN_DECLS

// Durations are int64_t nanoseconds; deadlines are points on CLOCK_MONOTONIC in nanoseconds, so a
// change of the wall clock moves none of them. They are absolute: a wait that is interrupted and
// resumed does not grow longer.
#define PAWL_MICROSECOND INT64_C(1000)
#define PAWL_MILLISECOND INT64_C(1000000)
#define PAWL_SECOND INT64_C(1000000000)

// A deadline that never comes.
#define PAWL_NEVER INT64_MAX

// pawl_now returns the present moment. Add a duration to it to make a deadline:
//     pawl_mutex_lock_until(&mu, pawl_now() + 50 * PAWL_MILLISECOND)
// Never blocks; async-signal-safe.
PAWL_API int64_t pawl_now(void);

PAWL_END_DECLS

#endif
