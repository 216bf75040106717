// spin.c - waiting without sleeping, for a moment.
// SPDX-License-Identifier: MIT
#include "park/spin.h"

#include "base/tuning.h"
#include "park/task.h"

#include <pawl/clock.h>
#include <pawl/word.h>
#include <sched.h>

#define PAUSES_PER_LOOK 30 // as in Go: with a third of it two CPUs rob each other of the cache line

static pawl_word cpus; // 0: not counted yet

unsigned pawl_cpus_(void)
{
    unsigned n = pawl_word_load_rlx(&cpus);
    if (PAWL_LIKELY(n != 0))
        return n;
    cpu_set_t set;
    int saved = errno;
    // EINVAL: the machine has more CPUs than the set has bits, so surely more than one.
    n = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : CPU_SETSIZE;
    errno = saved;
    pawl_word_store_rlx(&cpus, n);
    return n;
}

void pawl_pause_(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory"); // yield is a no-op on most cores
#endif
}

bool pawl_spin_(struct pawl_spin *spin)
{
    return (!pawl_task_here_() || pawl_tasks_.may_spin()) && pawl_spin_briefly_(spin);
}

bool pawl_spin_briefly_(struct pawl_spin *spin)
{
    if (pawl_cpus_() < 2)
        return false;
    int64_t now = pawl_now();
    if (spin->until == 0)
        spin->until = now + PAWL_SPIN_BUDGET;
    else if (now >= spin->until)
        return false;
    for (int i = 0; i < PAUSES_PER_LOOK; i++)
        pawl_pause_();
    return true;
}
