// until.h - what a function with a deadline may return.
// SPDX-License-Identifier: MIT
//
// Included by both weak.h, when they have said what weak_check and weak_saw are.
#ifndef PAWL_TESTS_WEAK_UNTIL_H
#define PAWL_TESTS_WEAK_UNTIL_H

#include "client.h"

// Whether the call was in time: err is what it returned.
static inline bool weak_in_time(int err, int64_t deadline)
{
    weak_check(err == 0 || err == PAWL_ETIMEDOUT, "an unknown error");
    if (err == 0)
        return true;
    weak_check(weak_clock() >= deadline, "timed out early");
    weak_saw(TIMEOUT);
    return false;
}

#endif
