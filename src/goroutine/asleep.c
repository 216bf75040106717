// asleep.c - all goroutines are asleep, and all threads: nobody is left to wake anybody.
// SPDX-License-Identifier: MIT
//
// Go says so, and dies, when no goroutine can run any more. Here there are threads, too, and it is
// said only if it is certain:
//   - all Ps are idle, nothing is ready, no goroutine waits for a moment or a file;
//   - every thread of the process sleeps without a deadline in this library, but for the monitor,
//     which is looking: so none is in the kernel, in another lock, or running;
//   - no signal handler could wake one.
// Two looks, a moment apart, have to find the same, and the system says, too, that all are asleep:
// one that was woken and has not run yet is not, and one that has run since has begun a new wait.
// It is looked for when all Ps have been idle for a while, and then whenever a thread begins to
// wait, or ends. A thread that never had to wait here may end unnoticed: then nothing is said.
//
// A forked child has inherited the count of its parent's sleepers. It is certain only if it had one
// thread when it started its first goroutine. With run-time checks sleepers look around by
// themselves, so it is they who say it.
#include "goroutine/sched.h"
#include "goroutine/text.h"

#include "base/fatal.h"
#include "base/process.h"
#include "park/sleepers.h"

#include <time.h>
#include <unistd.h>

#define MOST 50 // goroutines to list

static pid_t first_process;

__attribute__((__constructor__)) static void at_load(void)
{
    first_process = getpid();
}

static bool counts;        // the number of sleepers is right,
static uint32_t inherited; // but for so many

void pawl_asleep_start_(void)
{
    uint32_t begun;
    bool first = getpid() == first_process;
    inherited = first ? 0 : pawl_sleepers_(&begun);
    counts = first || pawl_process_threads_() == 1;
    pawl_sleepers_tell_(pawl_monitor_ring_);
}

struct look {
    uint64_t tasks;
    uint64_t ticks; // of all Ps
    uint32_t waits; // that threads have begun
    bool asleep;
};

static struct look look(void)
{
    struct look l = {.tasks = pawl_go_count()};
    for (unsigned i = 0; i < pawl_sched_.procs; i++)
        l.ticks += pawl_word_load_rlx(&pawl_sched_.ps[i].tick);
    uint32_t sleepers = pawl_sleepers_(&l.waits) - inherited;
    l.asleep = counts && l.tasks > 0 &&
               pawl_word_load_rlx(&pawl_sched_.idle) == pawl_sched_.procs &&
               pawl_word_load_rlx(&pawl_sched_.queued) == 0 && pawl_timers_next_() == PAWL_NEVER &&
               !pawl_poll_waiters_() && sleepers + 1 == pawl_process_threads_();
    return l;
}

static bool say_one(struct pawl_g *g, void *arg)
{
    int *left = arg;
    if (g->state != PAWL_G_WAITING)
        return true;
    if ((*left)-- == 0) {
        pawl_say_("  ...");
        return false;
    }
    struct pawl_text t = {.n = 0};
    pawl_text_add_(&t, "  ");
    pawl_text_goroutine_(&t, g);
    pawl_text_wait_(&t, g);
    pawl_say_(t.s);
    return true;
}

static void say_who(void)
{
    int left = MOST;
    uint32_t ignored, threads = pawl_sleepers_(&ignored) - inherited - pawl_m_count_();
    pawl_stack_each_(say_one, &left);
    if (threads == 0)
        return;
    struct pawl_text t = {.n = 0};
    pawl_text_add_(&t, "  threads that wait, too: ");
    pawl_text_number_(&t, threads);
    pawl_say_(t.s);
}

bool pawl_look_for_sleep_(void)
{
    struct look before = look();
    if (!before.asleep || pawl_process_has_handlers_())
        return false;
    const struct timespec moment = {0, 50000000};
    nanosleep(&moment, NULL);
    bool asleep = pawl_process_others_sleep_();
    struct look after = look();
    if (asleep && after.asleep && after.tasks == before.tasks && after.ticks == before.ticks &&
        after.waits == before.waits)
        pawl_fatal_more_("all goroutines are asleep - deadlock!", say_who);
    return true;
}
