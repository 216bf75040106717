// together.h - two threads that are both inside before the first and then the second one writes,
// which is ordered by nothing that ThreadSanitizer knows of.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_TOGETHER_H
#define PAWL_TESTS_TOGETHER_H

#include <stdatomic.h>

static atomic_int steps;

// step_on counts a step of the caller, and waits until n were counted. Relaxed: no order.
static inline void step_on(int n)
{
    atomic_fetch_add_explicit(&steps, 1, memory_order_relaxed);
    while (atomic_load_explicit(&steps, memory_order_relaxed) < n) {
    }
}

// count_in_turn lets both count, one after the other: of two that count at the very same moment
// neither would be seen.
static inline void count_in_turn(int number, long *counter)
{
    step_on(4);
    while (number == 1 && atomic_load_explicit(&steps, memory_order_relaxed) < 5) {
    }
    (*counter)++;
    step_on(6);
}

#endif
