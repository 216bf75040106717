// unwind.h - by which calls did the caller get here?
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_UNWIND_H
#define PAWL_SRC_WATCH_UNWIND_H

#include <stddef.h>
#include <stdint.h>

enum { PAWL_UNWIND_MAX = 48 };

// A piece of memory that is all stack: frames were seen at both ends, and in between nothing but
// frames. A thread that changes stacks (signal handlers, fibers) has several.
struct pawl_unwind_part {
    uintptr_t low, top;
};

enum { PAWL_UNWIND_PARTS = 4 };

// What is known of a thread's stacks. All zero: nothing yet.
struct pawl_unwind_stack {
    struct pawl_unwind_part parts[PAWL_UNWIND_PARTS];
    uint32_t next;  // the part that goes when a new one comes
    uint32_t walks; // so many
};

// pawl_unwind_ writes the return addresses of the calling thread's frames into pcs[max], max being
// at most PAWL_UNWIND_MAX, the innermost first, into at[max] where on the stack they lie (0:
// unknown), and returns how many. Takes no lock, allocates nothing; about 0.1 us once the frames
// have been met before, 10 us else.
size_t pawl_unwind_(struct pawl_unwind_stack *stack, uintptr_t *pcs, uintptr_t *at, size_t max);

#endif
