// exceptions.h - what the C++ runtime keeps of exceptions goes with the goroutine.
// SPDX-License-Identifier: MIT
//
// It keeps, for each thread, a list of the exceptions that are being handled, last in first out,
// and counts those that are on their way. If two goroutines wait in catch blocks by turns,
//     A: catches a, waits    B: catches b, waits    A: ends its block, and takes b off the list
// and frees it. So a switch puts the next goroutine's in the place of the last one's. In a program
// without C++, or whose C++ comes by dlopen only, there is nothing to be done.
#ifndef PAWL_SRC_GOROUTINE_EXCEPTIONS_H
#define PAWL_SRC_GOROUTINE_EXCEPTIONS_H

#include <pawl/base.h>

// As the C++ ABI lays it out: __cxa_eh_globals.
struct pawl_exceptions {
    void *caught;
    unsigned uncaught;
};

// pawl_exceptions_of_thread_ returns the calling thread's, NULL: there is no C++.
struct pawl_exceptions *pawl_exceptions_of_thread_(void);

// pawl_exceptions_change_ puts *to in the place of what mine has, which goes to *from. NULL: of
// nobody.
static inline void pawl_exceptions_change_(struct pawl_exceptions *mine,
                                           struct pawl_exceptions *from,
                                           const struct pawl_exceptions *to)
{
    if (PAWL_LIKELY(mine == NULL))
        return;
    if (from)
        *from = *mine;
    *mine = to ? *to : (struct pawl_exceptions){NULL, 0};
}

#endif
