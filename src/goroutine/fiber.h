// fiber.h - a context together with what sanitizers and valgrind have to know of its stack.
// SPDX-License-Identifier: MIT
//
// ThreadSanitizer and AddressSanitizer are told only where the program has them (weak symbols), so
// one library serves all programs.
#ifndef PAWL_SRC_GOROUTINE_FIBER_H
#define PAWL_SRC_GOROUTINE_FIBER_H

#include "goroutine/context.h"

#include <pawl/base.h>

struct pawl_fiber {
    void *context; // while it is off the CPU
    void *low;     // its stack: the lowest usable byte
    size_t size;   // and how many there are
    void *tsan;    // ThreadSanitizer's fiber
    void *asan;    // AddressSanitizer's fake stack, while off the CPU
};

// Is there a sanitizer that wants to be told? pawl_fiber_start_ finds out, before all else.
extern bool pawl_fiber_told_;
void pawl_fiber_start_(void);

// pawl_fiber_of_thread_ makes f the calling thread's own stack: to switch from, and back to.
void pawl_fiber_of_thread_(struct pawl_fiber *f);

// pawl_fiber_make_ makes f a new fiber on a stack: switched to, it calls entry(note).
void pawl_fiber_make_(struct pawl_fiber *f, void *low, size_t size, void (*entry)(void *note));

// pawl_fiber_switch_ leaves from, the caller's, for to, and returns the note of who switches back.
// last: from will not be switched to again, but may be made anew. What came before
// pawl_order_before_(note) is known to come before what follows.
void *pawl_fiber_switch_told_(struct pawl_fiber *from, struct pawl_fiber *to, void *note, int last);
static inline void *pawl_fiber_switch_(struct pawl_fiber *from, struct pawl_fiber *to, void *note,
                                       int last)
{
    if (PAWL_LIKELY(!pawl_fiber_told_))
        return pawl_context_switch_(&from->context, to->context, note);
    return pawl_fiber_switch_told_(from, to, note, last);
}

// pawl_fiber_begun_ is the first thing that entry calls, with its note.
void pawl_fiber_begun_(struct pawl_fiber *self, void *note);

#endif
