// check_circle.h - threads that wait for each other.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_CHECK_CIRCLE_H
#define PAWL_SRC_WATCH_CHECK_CIRCLE_H

#include <pawl/check_record.h>
#include <stdbool.h>

enum {
    PAWL_CIRCLE_CERTAIN_NS = 300000000, // who has waited so long was not just woken
};

struct pawl_circle {
    uint32_t count; // threads
    uint32_t threads[PAWL_CHECK_THREADS];
    uint32_t active[PAWL_CHECK_THREADS]; // which of their waits
};

// pawl_circle_find_ looks for a circle that a thread is in, or waits for. What it finds was so at
// one moment, and cannot have ended since by the threads in it. out has 16 KiB, and the search
// takes as much again of its own.
bool pawl_circle_find_(const struct pawl_check_record *r, uint32_t thread, struct pawl_circle *out);

#endif
