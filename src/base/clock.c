// clock.c - the monotonic clock.
// SPDX-License-Identifier: MIT
#include <pawl/clock.h>
#include <time.h>

int64_t pawl_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * PAWL_SECOND + ts.tv_nsec;
}
