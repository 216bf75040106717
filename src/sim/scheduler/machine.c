// machine.c - the source, with simulated threads, and what changes in it.
// SPDX-License-Identifier: MIT
#include "sim/scheduler/scheduler.h"

#include "goroutine/sched.h"

#include <sys/mman.h>

#define mmap(...) sim_machine_memory_()
#define munmap(memory, size) ((void)(memory))
#define pthread_create(thread, attr, body, arg) ((void)(thread), sim_machine_start_((body), (arg)))
#define pthread_sigmask(...) ((void)0)

#include "goroutine/machine.c" // NOLINT(bugprone-suspicious-include): as it is

void sim_keep_machine_(void)
{
    sim_keep(&machines, sizeof machines);
    sim_keep(&living, sizeof living);
}
