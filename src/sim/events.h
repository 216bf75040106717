// events.h - what happened in a step that is worth knowing: rare turns of the algorithms.
// SPDX-License-Identifier: MIT
//
// Two uses. A client that claims to cover an algorithm says which turns its executions must take,
// and the run fails if one was never taken (proof of reach). And the search for starvation leaves
// out what nobody expects to go the same way for ever (a compare-and-swap that always comes too
// late).
#ifndef PAWL_SIM_EVENTS_H
#define PAWL_SIM_EVENTS_H

#include <stdint.h>

enum sim_event {
    SIM_STARVING_SET,             // a waiter switched to starvation mode
    SIM_LEFT_LAST,                // it was left because the new owner was the last waiter
    SIM_LEFT_SHORT,               // ... because it had waited for less than the threshold
    SIM_LEFT_SERVED,              // ... because all who waited at its beginning had been served
    SIM_LEFT_TIMEOUT,             // ... because the last waiter timed out
    SIM_KEPT_DUE,                 // ... and was kept, for the waiter that had begun it
    SIM_DUE_TIMEOUT,              // ... and that one timed out, and left the mode to others
    SIM_FRONT_REQUEUE,            // a loser queued before somebody else
    SIM_HANDOFF_EARLY,            // a hand-off found nobody queued yet
    SIM_HANDOFF_PAST,             // a hand-off passed a waiter that was counted but not queued yet
    SIM_HANDOFF_AWAKE,            // a hand-off found its waiter queued but not asleep yet
    SIM_HANDOFF_OVERDUE,          // a wake that was claimed became a hand-off
    SIM_TIMEOUT_CLAIMED,          // a waiter timed out when the wake on its way was meant for it
    SIM_WOKEN_BY_SPINNER,         // a spinner set WOKEN
    SIM_LATE_GRANT,               // a wait in the family ended well though its deadline had passed
    SIM_RW_NEXT,                  // a writer announced itself before the one before had let go
    SIM_RW_AWAKE,                 // the last reader left before the writer slept
    SIM_RW_GAVE_UP,               // a writer gave up, and let in the readers that it had stopped
    SIM_RW_JOINED,                // a reader joined those that a writer waited for
    SIM_WIDE_BELOW,               // a slot counted below zero: a reader left on another CPU
    SIM_REACHABLE,                // ---- those above are rows of the table of reach
    SIM_CAS_LOST = SIM_REACHABLE, // a compare-and-swap in a loop came too late
    SIM_CAS_WON,                  // ... came in time
    SIM_CLOCK_STOOD,              // a thread waited twice, and no time has passed
    SIM_EVENTS,
};
#define SIM_BIT(event) (UINT32_C(1) << (event))

// sim_event notes that it happens in the present step.
void sim_event(enum sim_event event);

// sim_step_events returns the set of those that happened in the last step.
uint32_t sim_step_events(void);
void sim_new_step(void);

// sim_visits tells how often it happened since sim_forget_visits.
uint64_t sim_visits(enum sim_event event);
void sim_forget_visits(void);

const char *sim_event_name(enum sim_event event);

#endif
