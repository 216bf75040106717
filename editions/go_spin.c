// go_spin.c - Go's spinning rule, as far as threads can follow it.
// SPDX-License-Identifier: MIT
#include "go_spin.h"

#include "park/spin.h"
#include "park/task.h"

enum {
    ACTIVE_SPIN = 4,      // rounds: Go's active_spin
    ACTIVE_SPIN_CNT = 30, // PAUSE instructions in each: Go's active_spin_cnt
};

// Go also asks its scheduler whether another processor is busy (maybe with the owner) and whether
// this one has nothing else to run. A goroutine can know that; a thread cannot, and does not ask.
bool pawl_go_can_spin_(int iter)
{
    return iter < ACTIVE_SPIN && pawl_cpus_() > 1 && (!pawl_task_here_() || pawl_tasks_.may_spin());
}

void pawl_go_do_spin_(void)
{
    for (int i = 0; i < ACTIVE_SPIN_CNT; i++)
        pawl_pause_();
}
