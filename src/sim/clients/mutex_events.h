// mutex_events.h - sees the rare turns of a mutex (sim/events.h) from outside.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_MUTEX_EVENTS_H
#define PAWL_SIM_MUTEX_EVENTS_H

#include <pawl/sema.h>

// What the state word is made of.
enum sim_layout {
    SIM_WOKEN_ONLY,      // LOCKED, WOKEN, waiters from bit 2: 2011 and 2015
    SIM_STARVATION_MODE, // LOCKED, WOKEN, STARVING, waiters from bit 3: 2016 and pawl
};

// sim_watch_events looks at every change of the mutex' two words from now on. From setup, once.
void sim_watch_events(const pawl_word *state, const pawl_word *sema, enum sim_layout layout);

#endif
