// cpu.c - where is the caller running?
// SPDX-License-Identifier: MIT
#include "park/cpu.h"

#include <sched.h>

unsigned pawl_cpu_(void)
{
    int cpu = sched_getcpu();
    return cpu < 0 ? 0 : (unsigned)cpu;
}
