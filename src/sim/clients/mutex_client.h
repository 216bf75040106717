// mutex_client.h - a model client that is described by one program per thread.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_MUTEX_CLIENT_H
#define PAWL_SIM_MUTEX_CLIENT_H

#include "sim/machine.h"

// Programs are strings of operations, each followed by unlock if it got the mutex:
//   L lock    T trylock    P lock_until with a deadline in the past
//   S lock_until with a deadline before the starvation threshold    G with one after it
struct mutex_client {
    struct sim_client base; // first: clients are found by it
    const char *programs[SIM_MAX_THREADS];
    bool empty; // no scheduling point inside the critical section
};

#endif
