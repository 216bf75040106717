// play_table.h - what a play has shown: the change of a word in words, and the table of cases.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_PLAY_TABLE_H
#define PAWL_SIM_PLAY_TABLE_H

#include "editions/edition.h"

#include <stdbool.h>
#include <stdint.h>

// What became of a thread that wanted the lock.
struct sim_fate {
    enum { SIM_NOT_SEEN, SIM_TAKES, SIM_SLEEPS_BACK, SIM_SLEEPS_FRONT } end;
    bool spun; // first
};

// A newcomer, or a waiter that was woken, finds the lock free, held, or handed over to a late
// waiter.
struct sim_cases {
    struct sim_fate new_free, new_held, new_released, new_late;
    struct sim_fate woken_free, woken_held, woken_late;
};

void sim_print_cases(const struct sim_cases *cases);

// sim_edition_change writes what a step has changed in the word of a lock.
void sim_edition_change(const struct pawl_edition *e, uint32_t old, uint32_t value, char *out,
                        size_t size);

// sim_at_front tells whether a thread is the first of two or more in the queue.
bool sim_at_front(int thread);

#endif
