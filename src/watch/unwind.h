// unwind.h - by which calls did the caller get here?
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_UNWIND_H
#define PAWL_SRC_WATCH_UNWIND_H

#include <stddef.h>
#include <stdint.h>

enum { PAWL_UNWIND_MAX = 48 };

// What is known of a thread's stack. All zero: nothing yet.
struct pawl_unwind_stack {
    uintptr_t top;  // no frame was seen above
    uint32_t walks; // so many
};

// pawl_unwind_ writes the return addresses of the calling thread's frames into pcs[max], max being
// at most PAWL_UNWIND_MAX, the innermost first, and returns how many. Takes no lock, allocates
// nothing; about 0.1 us once the frames have been met before, 10 us else.
size_t pawl_unwind_(struct pawl_unwind_stack *stack, uintptr_t *pcs, size_t max);

#endif
