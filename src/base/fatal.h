// fatal.h - the end of a program that misused a lock.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_FATAL_H
#define PAWL_SRC_BASE_FATAL_H

#include <pawl/base.h>

// pawl_fatal_ prints "fatal error: TEXT" and the calls that led here, runs the fatal handler and
// aborts. lock is the object at fault, NULL if there is none. Uses no lock of ours and no malloc.
PAWL_NORETURN void pawl_fatal_(const char *text, const void *lock);

// pawl_fatal_more_ is the same, with what more() says in the place of the calls.
PAWL_NORETURN void pawl_fatal_more_(const char *text, void (*more)(void));

// pawl_say_ writes a line to the standard error at once, as the others do.
void pawl_say_(const char *text);

// A debug build checks the invariants of src/sync as it goes, as the model checker always does.
#ifdef PAWL_DEBUG
enum { PAWL_CHECK_INVARIANTS = 1 };
#else
enum { PAWL_CHECK_INVARIANTS = 0 };
#endif

#endif
