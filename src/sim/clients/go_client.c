// go_client.c - the scheduler of goroutines: whoever is ready runs, once, and nobody sleeps on.
// SPDX-License-Identifier: MIT
//
// Programs are words of operations: goroutines, and threads, which begin with a dot.
//   A acquire the semaphore    a with a short deadline    R release it    H hand it over
//   s sleep    l sleep longer    y yield
//   B a blocking section    N one in which it acquires    M one in which it releases
// What is sent must be had: each token is acquired by one.
#include "clients.h"

#include "in_time.h"
#include "mutex_client.h"

#include "goroutine/sched.h"
#include "sema/table.h"
#include "sim/scheduler/scheduler.h"

#include <string.h>

struct go_client {
    struct mutex_client base; // first
    int procs, machines;      // 0: 2
    enum { NO_MONITOR, LOOKS, LOOKS_AT_PS } monitor;
    bool crowd; // all goroutines but the first begin on one P
};

static const struct go_client *client; // as setup leaves it
static struct world {
    _Alignas(128) pawl_sema sema;
    int acquired, released;
    int left; // goroutines and threads that have not ended
} * w;

static bool acquire(int64_t deadline)
{
    int err = pawl_sema_acquire_until(&w->sema, 0, deadline);
    w->acquired += err == 0;
    sim_check(err == 0 || deadline != PAWL_NEVER, "timed out without a deadline");
    return err == 0;
}

static bool release(unsigned flags)
{
    w->released++;
    pawl_sema_release(&w->sema, flags);
    return true;
}

static bool sleep_until(int64_t deadline)
{
    struct pawl_parker *p = pawl_parker_lend_();
    pawl_park_prepare_(p);
    bool unparked = pawl_park_(p, pawl_deadline_at_(deadline));
    sim_check(!unparked, "woken by nobody");
    sim_check(sim_clock() >= deadline, "woken early");
    pawl_parker_return_(p);
    return true;
}

static bool step(char letter)
{
    bool ok = true;
    switch (letter) {
    case 'A': return acquire(PAWL_NEVER);
    case 'a': return acquire(SIM_SHORT);
    case 'R': return release(0);
    case 'H': return release(PAWL_SEMA_HANDOFF);
    case 's': return sleep_until(SIM_SHORT);
    case 'l': return sleep_until(SIM_LATE);
    case 'y': pawl_leave_(pawl_g_self_(), PAWL_LEFT_LOCAL); return true;
    default:
        pawl_go_blocking_begin();
        sim_pause("blocks in the kernel");
        if (letter != 'B')
            ok = letter == 'N' ? acquire(PAWL_NEVER) : release(0);
        pawl_go_blocking_end();
        return ok;
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++)
        step(*p);
    w->left--;
}

static void run_thread(void *arg)
{
    sim_clock_reset(SIM_SHORT);
    run_program((char *)arg + 1);
}

static bool are_left(void *arg)
{
    (void)arg;
    return w->left > 0;
}

static void monitor_body(void *arg)
{
    sim_clock_reset(SIM_SHORT);
    for (;;) {
        sim_await(are_left, arg, "looks around");
        if (client->monitor == LOOKS)
            sim_monitor_looks();
        else
            sim_monitor_looks_at_ps();
    }
}

static int count_goroutines(const char *p)
{
    int n = 0;
    for (; p; p = sim_next_program(p))
        n += *p != '.';
    return n;
}

static void setup(const struct sim_client *self)
{
    client = (const void *)self;
    const char *programs = client->base.programs;
    w = sim_alloc(sizeof *w);
    sim_name(&w->sema.count, "sema", NULL);
    sim_scheduler_begin(&(struct sim_scheduler){.procs = client->procs ? client->procs : 2,
                                                .machines = client->machines ? client->machines : 2,
                                                .goroutines = count_goroutines(programs)});
    if (client->monitor)
        sim_serve(monitor_body, NULL);
    bool first = true;
    for (const char *p = programs; p; p = sim_next_program(p)) {
        w->left++;
        if (*p == '.')
            sim_spawn(run_thread, (void *)(uintptr_t)p);
        else
            sim_go(run_program, (void *)(uintptr_t)p, client->crowd && !first);
        first = false;
    }
}

static void at_rest(void)
{
    sim_check(w->left == 0, "a goroutine sleeps on");
    sim_check((int)w->sema.count + w->acquired == w->released, "a token was lost or made up");
    sim_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
    sim_scheduler_rests();
}

static void settle(void)
{
    sim_scheduler_settle(client->monitor != NO_MONITOR);
}

#define GO(id, title, text, words, ...)                                                            \
    static const struct go_client id = {                                                           \
        .base = {.base = {.name = "go/" title,                                                     \
                          .what = text ": " words,                                                 \
                          .budget = {.punctual = true, .one_clock = true},                         \
                          .setup = setup,                                                          \
                          .settle = settle,                                                        \
                          .at_rest = at_rest},                                                     \
                 .programs = (words)},                                                             \
        __VA_ARGS__,                                                                               \
    }

#define ONE .procs = 1, .machines = 1
#define TWO .procs = 2, .machines = 2
#define BLOCKS .procs = 1, .machines = 3, .monitor = LOOKS_AT_PS
#define LARGE .base.base.long_run = true
#define EVERY .base.base.budget.whole_table = true

GO(one, "1", "one waits for a thread", "A .R", ONE, EVERY);
GO(one_2, "1-2", "two wait for a thread", "A A .RR", ONE);
GO(two, "2", "two on one P", "AR RA", ONE);
GO(yields, "yield", "two yield to each other", "yy yy", ONE);
GO(sleeps, "sleep", "one sleeps", "s", ONE, EVERY);
GO(sleeps_2, "sleep-2", "two sleep, one of them again", "sl s", ONE);
GO(sleeps_2p, "sleep-2p", "two sleep, on two Ps", "s s", TWO, LARGE);
GO(timed, "timed", "one with a deadline", "a .R", ONE, EVERY);
GO(timed_2, "timed-2", "one with a deadline, another without", "a A .RR", ONE);
GO(timed_pair, "timed-pair", "a deadline on two Ps", "a R", TWO);
GO(pair, "pair", "two on two Ps", "A R", TWO);
GO(handed, "handoff", "handed over", "A H", TWO);
GO(apart, "2p-thread", "two Ps, one waits for a thread", "A .R", TWO);
GO(crowd, "crowd", "three, of whom two begin on one P", "A R y", TWO, .crowd = true);
GO(crowd_2, "crowd-2", "three, of whom two begin on one P", "y A R", TWO, .crowd = true);
GO(scramble, "scramble", "a thief and a thread want the same P", "A y y .R", TWO,
   .base.base.bound = 2);
GO(blocks, "blocking", "one blocks", "B y", BLOCKS);
GO(blocks_2, "blocking-2", "both block", "B B", BLOCKS);
GO(blocks_release, "blocking-release", "who blocks lets another go", "M A", BLOCKS);
GO(blocks_wait, "blocking-wait", "one waits in a blocking section", "N R", BLOCKS);
GO(watched, "monitor-sleep", "one sleeps, the monitor looks on", "s", ONE, .monitor = LOOKS);

const struct sim_client *const sim_go_clients[] = {&one.base.base,
                                                   &one_2.base.base,
                                                   &two.base.base,
                                                   &yields.base.base,
                                                   &sleeps.base.base,
                                                   &sleeps_2.base.base,
                                                   &sleeps_2p.base.base,
                                                   &timed.base.base,
                                                   &timed_2.base.base,
                                                   &timed_pair.base.base,
                                                   &pair.base.base,
                                                   &handed.base.base,
                                                   &apart.base.base,
                                                   &crowd.base.base,
                                                   &crowd_2.base.base,
                                                   &scramble.base.base,
                                                   &blocks.base.base,
                                                   &blocks_2.base.base,
                                                   &blocks_release.base.base,
                                                   &blocks_wait.base.base,
                                                   &watched.base.base,
                                                   NULL};
