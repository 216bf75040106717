// quiet.c - how many goroutines there are, and whether they all wait.
// SPDX-License-Identifier: MIT
#include "goroutine/quiet.h"

#include "goroutine/sched.h"
#include "goroutine/thread.h"

struct pawl_quiet pawl_quiet_(void)
{
    struct pawl_quiet q = {.quiet = true};
    if (pawl_word_load_acq(&pawl_sched_.on) == 0 || pawl_sched_.threads)
        return q;
    bool is_task = pawl_g_self_() != NULL;
    pawl_lowlock_lock_(&pawl_sched_.lock);
    uint32_t idle = pawl_word_load_rlx(&pawl_sched_.idle);
    q.quiet = idle + is_task == pawl_sched_.procs && pawl_word_load_rlx(&pawl_sched_.queued) == 0;
    q.threads = pawl_m_count_() + 1; // and the monitor
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    q.tasks = pawl_go_count() - pawl_thread_count_();
    return q;
}
