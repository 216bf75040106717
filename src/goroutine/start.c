// start.c - the scheduler begins, with the first goroutine; and begins anew in a forked child.
// SPDX-License-Identifier: MIT
#include "goroutine/sched.h"
#include "goroutine/thread.h"

#include "park/spin.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct pawl_sched pawl_sched_;

static struct pawl_lowlock starting;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Its threads are gone, and with them all goroutines, but one if it has forked. Their stacks stay,
// what they hold is held for ever, and what was changed at that moment is half changed.
static void in_child(void)
{
    struct pawl_g *g = pawl_g_self_();
    if (g)
        g->m = NULL;
    memset(&pawl_sched_, 0, sizeof pawl_sched_);
    starting = (struct pawl_lowlock){0};
    pawl_m_reset_();
    pawl_timers_reset_();
    pawl_poll_reset_();
    pawl_stack_reset_();
    pawl_thread_reset_();
}

// Its threads run the library's code for ever: it must stay, even if a plugin has brought it.
static void stay(void)
{
    Dl_info info;
    if (dladdr((void *)(uintptr_t)&pawl_sched_start_, &info) && info.dli_fname)
        dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
    pthread_atfork(NULL, NULL, in_child);
}

unsigned pawl_wanted_procs_(void)
{
    const char *text = secure_getenv("PAWL_PROCS");
    long n = text ? strtol(text, NULL, 10) : 0;
    if (n < 1)
        return pawl_cpus_();
    return n < PAWL_MAX_PROCS ? (unsigned)n : PAWL_MAX_PROCS;
}

static void read_environment(void)
{
    const char *mode = secure_getenv("PAWL_GO");
    pawl_sched_.threads = mode && strcmp(mode, "threads") == 0;
    pawl_sched_.migrates = mode && strcmp(mode, "migrate") == 0;
    pawl_sched_.procs = pawl_wanted_procs_();
    pthread_sigmask(SIG_SETMASK, NULL, &pawl_sched_.signals);
    pawl_sched_.has_cpus = sched_getaffinity(0, sizeof pawl_sched_.cpus, &pawl_sched_.cpus) == 0;
}

static bool make_ps(void)
{
    size_t bytes = pawl_sched_.procs * sizeof *pawl_sched_.ps;
    void *ps = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (ps == MAP_FAILED)
        return false;
    pawl_sched_.ps = ps;
    for (unsigned i = pawl_sched_.procs; i-- > 0;) {
        pawl_sched_.ps[i].stuck_tick = UINT32_MAX;
        pawl_p_put_idle_(&pawl_sched_.ps[i]);
    }
    return true;
}

// The first M. If there can be none, what is there stays for the next try: the monitor runs.
static int start_machine(void)
{
    pawl_lowlock_lock_(&pawl_sched_.lock);
    struct pawl_p *p = pawl_p_take_idle_();
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    return pawl_m_new_(p, false) ? 0 : EAGAIN;
}

static int prepare(void)
{
    read_environment();
    pthread_once(&once, stay);
    if (pawl_sched_.threads)
        return 0;
    pawl_fiber_start_();
    if (!pawl_stacks_reserve_() || !make_ps())
        return ENOMEM;
    pawl_task_register_();
    pawl_asleep_start_();
    if (!pawl_monitor_start_()) {
        munmap(pawl_sched_.ps, pawl_sched_.procs * sizeof *pawl_sched_.ps);
        return EAGAIN;
    }
    return 0;
}

static int start(void)
{
    if (pawl_sched_.ps == NULL) {
        int err = prepare();
        if (err != 0)
            memset(&pawl_sched_, 0, sizeof pawl_sched_);
        if (err != 0 || pawl_sched_.threads)
            return err;
    }
    return start_machine();
}

int pawl_sched_start_(void)
{
    // acquire: pairs with the release below.
    if (PAWL_LIKELY(pawl_word_load_acq(&pawl_sched_.on) != 0))
        return 0;
    pawl_lowlock_lock_(&starting);
    int err = 0;
    if (pawl_word_load_rlx(&pawl_sched_.on) == 0) {
        err = start();
        if (err == 0)
            pawl_word_store_rel(&pawl_sched_.on, 1);
    }
    pawl_lowlock_unlock_(&starting);
    return err;
}
