// clock.c - the clocks that deadlines are read on.
// SPDX-License-Identifier: MIT
#include "base/deadline.h"

#include <time.h>

int64_t pawl_now_on_(enum pawl_clock clock)
{
    struct timespec ts;
    clock_gettime(clock == PAWL_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * PAWL_SECOND + ts.tv_nsec;
}

int64_t pawl_now(void)
{
    return pawl_now_on_(PAWL_CLOCK_MONOTONIC);
}
