// fatal.h - the end of a program that misused a lock.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_FATAL_H
#define PAWL_SRC_BASE_FATAL_H

#include <pawl/base.h>

// pawl_fatal_ prints "fatal error: TEXT" and the calls that led here, runs the fatal handler and
// aborts. lock is the object at fault, NULL if there is none. Uses no lock of ours and no malloc.
PAWL_NORETURN void pawl_fatal_(const char *text, const void *lock);

// A debug build checks the invariants of src/sync as it goes, as the model checker always does.
#ifdef PAWL_DEBUG
enum { PAWL_CHECK_INVARIANTS = 1 };
#else
enum { PAWL_CHECK_INVARIANTS = 0 };
#endif

#endif
