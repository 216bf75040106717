// calls.h - where in the test a lock's function was called: what an event's `caller` must say.
// SPDX-License-Identifier: MIT
//
// A function marked CALLS_HERE lies in a section of its own, whose ends the linker names. The call
// that is asked about must not be the last thing that it does, or the compiler jumps there, and the
// address is that of its own caller.
#ifndef PAWL_TESTS_CALLS_H
#define PAWL_TESTS_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#define CALLS_HERE __attribute__((__noinline__, __section__("calls_here")))

extern const char __start_calls_here[], __stop_calls_here[];

static inline bool called_here(const void *caller)
{
    uintptr_t at = (uintptr_t)caller;
    return (uintptr_t)__start_calls_here < at && at <= (uintptr_t)__stop_calls_here;
}

// Compilers that do not optimise call the inline functions' copies in the library, and the address
// is there.
#ifdef __OPTIMIZE__
#define CALLS_ARE_INLINE true
#else
#define CALLS_ARE_INLINE false
#endif

#endif
