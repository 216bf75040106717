// early.h - what runs before main, and after it, leaves in this.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_PTHREAD_EARLY_H
#define PAWL_TESTS_PTHREAD_EARLY_H

// The locks are used at so many times.
enum { BEFORE_ALL, IN_LIBRARY, IN_PROGRAM, TIMES };

// Of each time: 0 if it has not come, 1 if all was well, else minus the line where it was not.
extern int early_verdicts[TIMES];

// early_use uses every kind of lock in this thread, and with threads if it may start some. It
// returns a verdict.
int early_use(int with_threads);

// The library's mutex, condition variable and rwlock, made by their static initialisers, are used
// by its destructor, too. It ends the process with this status if something is wrong then.
enum { EARLY_DESTRUCTOR_FAILED = 23 };

#endif
