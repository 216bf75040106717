// cpu.c - where is the caller running?
// SPDX-License-Identifier: MIT
#include "park/cpu.h"

#include <pawl/base.h>
#include <sched.h>

unsigned pawl_cpu_(void)
{
    int saved = errno;
    int cpu = sched_getcpu();
    if (PAWL_LIKELY(cpu >= 0))
        return (unsigned)cpu;
    errno = saved; // in a sandbox without getcpu
    return 0;
}
