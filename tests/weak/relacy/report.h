// report.h - what a run tells the program that started it: it lies in memory that both share.
// SPDX-License-Identifier: MIT
//
// Each run is a process of its own, because weakened code may do anything.
#ifndef PAWL_TESTS_WEAK_RELACY_REPORT_H
#define PAWL_TESTS_WEAK_RELACY_REPORT_H

#include <stdint.h>

// What the clients must have visited, or the run proves little.
enum weak_reach {
    REACH_STALE,    // a load returned a value that was no longer the newest
    REACH_SLEPT,    // a thread slept in the futex
    REACH_EINTR,    // and its sleep was interrupted
    REACH_EAGAIN,   // or did not begin, as the word had changed
    REACH_EXPIRED,  // or its deadline passed
    REACH_UNSLEPT,  // a wake came before the sleep
    REACH_TIMEOUT,  // a lock or an acquire returned PAWL_ETIMEDOUT
    REACH_CLAIMED,  // a deadline passed, but somebody was about to release the waiter
    REACH_SPUN,     // a thread waited by spinning
    REACH_STARVING, // starvation mode began
    REACH_OVERDUE,  // an unlock took a released waiter for overdue
    REACH_HANDOFF,  // the mutex was handed over
    REACH_NORMAL,   // starvation mode ended
    REACH_MOVED,    // a reader changed its CPU
    REACH_COUNT
};

// A place where the library uses an atomic operation: found when it is first reached.
struct weak_place {
    const char *operation; // "cas_rel"
    const char *function;
    int line;
};

enum { WEAK_MAX_PLACES = 256 };

// What an operation is to lose, and where.
enum weak_loss { LOSE_NOTHING, LOSE_ACQUIRE, LOSE_RELEASE, LOSE_ATOMICITY };

struct weak_weakening {
    struct weak_place place;
    enum weak_loss loss;
};

struct weak_report {
    bool ended; // not if the process died
    int result; // rl::test_result_e
    uint64_t executions;
    uint64_t reach[REACH_COUNT];
    struct weak_place places[WEAK_MAX_PLACES];
    int nplaces;
};

extern struct weak_report *weak_report;

static inline void weak_reached(enum weak_reach what)
{
    weak_report->reach[what]++;
}

#endif
