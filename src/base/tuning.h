// tuning.h - the numbers that were chosen by measuring. docs/performance.md has the curves.
// SPDX-License-Identifier: MIT
//
// bench/curve builds the library with other values (-D) and shows what changes.
#ifndef PAWL_SRC_BASE_TUNING_H
#define PAWL_SRC_BASE_TUNING_H

#include <pawl/clock.h>

// How long a waiter waits before it asks for hand-off. Go's starvationThresholdNs.
#ifndef PAWL_STARVATION_THRESHOLD
#define PAWL_STARVATION_THRESHOLD (1 * PAWL_MILLISECOND)
#endif

// After how long a released waiter is taken to wait for a CPU, and gets the mutex for it. Well
// above the 5 to 50 us of a wake-up on an idle CPU, well below a time-slice.
#ifndef PAWL_OVERDUE
#define PAWL_OVERDUE (300 * PAWL_MICROSECOND)
#endif

// Whether starvation mode ends when all have been served who waited at its beginning. Go: no.
#ifndef PAWL_SERVE_ONCE
#define PAWL_SERVE_ONCE 1
#endif

// How long a thread spins before it sleeps: about what sleeping and being woken cost it.
#ifndef PAWL_SPIN_BUDGET
#define PAWL_SPIN_BUDGET (2 * PAWL_MICROSECOND)
#endif

#endif
