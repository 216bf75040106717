// machine.c - the threads that run goroutines.
// SPDX-License-Identifier: MIT
//
// There are as many as there are Ps, and one more for each goroutine that blocks in the kernel at
// the same time. None ends: one that has no P sleeps, and costs nothing but its stack.
#include "goroutine/order.h"
#include "goroutine/sched.h"

#include "base/fatal.h"

#include <signal.h>
#include <sys/mman.h>

static pawl_word machines; // numbers given
static pawl_word living;

uint32_t pawl_m_count_(void)
{
    return pawl_word_load_rlx(&living);
}

void pawl_m_reset_(void)
{
    pawl_word_store_rlx(&living, 0);
}

// Else its P would be lost, and nobody would know why nothing runs any more.
static void ended(void *ignored)
{
    (void)ignored;
    pawl_fatal_("pawl: pthread_exit was called in a goroutine", NULL);
}

static void *live(void *arg)
{
    struct pawl_m *m = arg;
    // As the thread that started the first goroutine had it, whoever needs this one now.
    pthread_sigmask(SIG_SETMASK, &pawl_sched_.signals, NULL);
    if (pawl_sched_.has_cpus)
        sched_setaffinity(0, sizeof pawl_sched_.cpus, &pawl_sched_.cpus);
    m->exceptions = pawl_exceptions_of_thread_();
    pawl_stack_watch_overflow_();
    pawl_fiber_of_thread_(&m->fiber);
    // For ThreadSanitizer: libc made the thread's variables, errno, before a goroutine looks there.
    pawl_order_before_(m);
    pthread_cleanup_push(ended, NULL);
    pawl_m_loop_(m);
    pthread_cleanup_pop(0);
}

static bool start(struct pawl_m *m)
{
    pthread_attr_t attr;
    pthread_t thread;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int err = pthread_create(&thread, &attr, live, m);
    pthread_attr_destroy(&attr);
    return err == 0;
}

bool pawl_m_new_(struct pawl_p *p, bool thief)
{
    // Not malloc: this may be in the unlock of any lock, the allocator's included.
    struct pawl_m *m =
        mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool good = m != MAP_FAILED;
    if (good) {
        m->number = PAWL_P_BLOCKING_FROM + pawl_word_add_acq(&machines, 1);
        m->random = m->number;
        m->thief = thief;
        pawl_p_have_(m, p);
        pawl_word_add_acq(&living, 1);
        good = start(m);
        if (!good) {
            pawl_word_add_acq(&living, (uint32_t)-1);
            munmap(m, sizeof *m);
        }
    }
    if (!good) { // the monitor tries again
        pawl_lowlock_lock_(&pawl_sched_.lock);
        pawl_p_put_idle_(p);
        pawl_lowlock_unlock_(&pawl_sched_.lock);
        if (thief)
            pawl_word_store_rel(&pawl_sched_.thieves, 0);
    }
    pawl_monitor_wake_();
    return good;
}
