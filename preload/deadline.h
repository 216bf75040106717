// deadline.h - POSIX's points in time as deadlines.
// SPDX-License-Identifier: MIT
#ifndef PAWL_PRELOAD_DEADLINE_H
#define PAWL_PRELOAD_DEADLINE_H

#include "base/deadline.h"

#include <time.h>

static inline bool deadline_clock_is_valid(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}

static inline bool deadline_is_valid(const struct timespec *t)
{
    return t->tv_nsec >= 0 && t->tv_nsec < PAWL_SECOND;
}

// Of a valid one. Before the epoch is long past, and after the year 2262 is never.
static inline struct pawl_deadline deadline_of(clockid_t clock, const struct timespec *t)
{
    enum pawl_clock c = clock == CLOCK_REALTIME ? PAWL_CLOCK_REALTIME : PAWL_CLOCK_MONOTONIC;
    int64_t ns = PAWL_NEVER;
    if (t->tv_sec < 0)
        ns = 0;
    else if (t->tv_sec < PAWL_NEVER / PAWL_SECOND)
        ns = (int64_t)t->tv_sec * PAWL_SECOND + t->tv_nsec;
    struct pawl_deadline d = {ns, c};
    return d;
}

#endif
