// futex.h - sleeping on a word: the one seam between pawl and whatever can put a thread to sleep.
// SPDX-License-Identifier: MIT
//
// Back ends, one per build: futex_linux.c (the system call), futex_pthread.c (a table of pthread
// condition variables, for ports and tools), src/sim (the model checker's scheduler).
#ifndef PAWL_SRC_PARK_FUTEX_H
#define PAWL_SRC_PARK_FUTEX_H

#include "base/deadline.h"

#include <pawl/word.h>

// pawl_futex_wait_ sleeps while *w is value, until a wake or the deadline. The comparison and the
// start of the sleep are one step for every pawl_futex_wake_ on w. Returns 0 (woken, or for no
// reason at all), EAGAIN (*w was not value), EINTR (a signal) or ETIMEDOUT (never early). Whatever
// it returns, callers look at *w again. Leaves errno alone. Not a cancellation point.
int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline);

// pawl_futex_wake_ wakes at most n waiters of w. Only the address counts: the word may have been
// freed by now, in which case somebody else may wake for no reason, and must tolerate it.
void pawl_futex_wake_(pawl_word *w, int n);

#endif
