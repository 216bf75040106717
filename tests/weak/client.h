// client.h - what a client is: some threads that use the library, and what must be true of it.
// SPDX-License-Identifier: MIT
//
// A client is C11 and C++ at once: relacy/ compiles it as the one, standalone/ as the other. What
// both give it is in their weak.h:
//   WEAK_DATA(type)   plain data, accessed as such, that is watched for data races
//   WEAK_NEW(type)    a new zeroed object, WEAK_DELETE(p) frees it; a later access is an error
//   weak_check        an assertion
//   weak_saw(what)    notes that the run came here (REACH_what)
//   weak_pause()      takes time: others may go on meanwhile
//   weak_fork         makes the process a new child
//   weak_parker(i)    thread i's parker
//   weak_clock()      the calling thread's clock; pawl_now() reads it too, but lets time pass first
// A new client is a line in its family's list; a new family is a file in clients/, and a namespace
// in relacy/run.cpp.
#ifndef PAWL_TESTS_WEAK_CLIENT_H
#define PAWL_TESTS_WEAK_CLIENT_H

#include <pawl/clock.h>

enum { WEAK_MAX_THREADS = 3 };

// The clock stands at T0 until a thread sleeps. Then it may have moved or not: to its deadline, or
// to where a waiter counts as starving.
#define WEAK_T0 (10 * PAWL_SECOND)
#define WEAK_SHORT (WEAK_T0 + PAWL_MILLISECOND / 2)
#define WEAK_LATE (WEAK_T0 + 2 * PAWL_MILLISECOND)

struct weak_client {
    const char *name;
    int threads;
    // One string per thread, one letter per step; the family of clients gives the letters meaning.
    const char *programs[WEAK_MAX_THREADS];
    void (*setup)(const struct weak_client *self);
    void (*thread)(const struct weak_client *self, int index);
    void (*finish)(const struct weak_client *self);
    unsigned start; // a family's parameter
    // How many preemptions a search of all executions allows, in CI and in a long run; 0: none is
    // done.
    unsigned bound, long_bound;
};

#endif
