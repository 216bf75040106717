// history.h - who called what when and what came of it, against a mutex that has one thread only.
// SPDX-License-Identifier: MIT
//
// Linearizability: for each execution there must be an order of the operations, one after the
// other, that a sequential mutex would allow, and in which an operation that had returned before
// another one was called also comes first.
#ifndef PAWL_SIM_HISTORY_H
#define PAWL_SIM_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#define SIM_MAX_CALLS 12

enum sim_call { SIM_LOCK, SIM_TRY, SIM_TIMED, SIM_UNLOCK };

struct sim_history {
    uint8_t time, count;
    struct sim_called {
        uint8_t what, begin, end; // end 0: has not returned
        bool got;                 // the mutex
        bool disturbed;           // the mutex' word was changed meanwhile
    } calls[SIM_MAX_CALLS];
};

// sim_history_call notes a call and returns its number, for sim_history_return.
int sim_history_call(struct sim_history *h, enum sim_call what);
void sim_history_return(struct sim_history *h, int call, bool got);

// sim_history_disturb notes that the word was changed.
void sim_history_disturb(struct sim_history *h);

// sim_history_holds looks for that order; all calls must have returned.
bool sim_history_holds(const struct sim_history *h);

#endif
