// mutex_client.c - threads lock, trylock and lock_until one mutex: exclusion, progress, I1 to I7.
// SPDX-License-Identifier: MIT
#include "mutex_client.h"

#include "clients.h"

#include "mutex_monitor.h"

static struct world {
    _Alignas(128) pawl_mutex mu;
    int owner;                         // 0: nobody; else 1 + thread
    uint32_t results[SIM_MAX_THREADS]; // one bit per operation: did it get the mutex?
} * w;
static const struct mutex_client *client;

static void critical_section(void)
{
    sim_check(w->owner == 0, "two owners");
    w->owner = 1 + sim_self();
    if (!client->empty)
        sim_pause("is in the critical section");
    sim_check(w->owner == 1 + sim_self(), "two owners");
    w->owner = 0;
}

static bool lock_until(int64_t deadline)
{
    sim_clock_reset(deadline);
    if (pawl_mutex_lock_until(&w->mu, deadline) == 0)
        return true;
    sim_check(deadline < SIM_T0 || sim_clock() >= deadline, "timed out early");
    return false;
}

// Runs one letter of a program; reports whether it got the mutex.
static bool try_to_lock(char operation)
{
    switch (operation) {
    case 'T': return pawl_mutex_trylock(&w->mu);
    case 'S': return lock_until(SIM_SHORT);
    case 'G': return lock_until(SIM_LONG);
    case 'P': return lock_until(0);
    default:
        sim_clock_reset(PAWL_NEVER);
        pawl_mutex_lock(&w->mu);
        return true;
    }
}

static void run_program(void *arg)
{
    int self = sim_self();
    for (const char *p = arg; *p; p++) {
        bool got = try_to_lock(*p);
        if (got) {
            critical_section();
            pawl_mutex_unlock(&w->mu);
        }
        w->results[self] = w->results[self] << 1 | got;
    }
}

static void setup(const struct sim_client *self)
{
    client = (const struct mutex_client *)(const void *)self;
    w = sim_alloc(sizeof *w);
    sim_monitor_mutex(&w->mu);
    for (int i = 0; i < SIM_MAX_THREADS && client->programs[i]; i++)
        sim_spawn(run_program, (void *)(uintptr_t)client->programs[i]);
}

static void at_rest(void)
{
    sim_mutex_at_rest(&w->mu);
}

static uint64_t outcome(void)
{
    uint64_t h = 0;
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        h = h << 8 | w->results[i];
    return h;
}

// accidents: how many spurious returns, interrupted sleeps and weak failures each thread may have.
#define MUTEX(id, title, slow, accidents, no_pause, ...)                                           \
    static const struct mutex_client id = {                                                        \
        .base = {.name = (title),                                                                  \
                 .what = "threads: " #__VA_ARGS__,                                                 \
                 .long_run = (slow),                                                               \
                 .budget = {.spurious = (accidents),                                               \
                            .eintr = (accidents),                                                  \
                            .weak = (accidents),                                                   \
                            .spins = 1},                                                           \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest,                                                               \
                 .outcome = outcome},                                                              \
        .programs = {__VA_ARGS__},                                                                 \
        .empty = (no_pause),                                                                       \
    }

MUTEX(ll, "mutex/2x1-bare", false, 0, false, "L", "L");
MUTEX(lt, "mutex/try-bare", false, 0, false, "L", "T");
MUTEX(lp, "mutex/past-bare", false, 0, true, "L", "P");
MUTEX(ls1, "mutex/2x1-short", false, 1, false, "L", "S");
MUTEX(sg1, "mutex/2x1-timed", false, 1, false, "S", "G");
MUTEX(ts1, "mutex/2x1-mixed", false, 1, true, "TL", "S");
MUTEX(ll2, "mutex/2x2", false, 1, false, "LL", "LL");
MUTEX(ll2e, "mutex/2x2-empty", false, 1, true, "LL", "LL");
MUTEX(two_mixed, "mutex/2x2-mixed", true, 0, false, "LS", "TG");
MUTEX(two_timed, "mutex/2x2-timed", true, 0, false, "SS", "GL");
MUTEX(lll, "mutex/3x1", true, 1, false, "L", "L", "L");
MUTEX(llle, "mutex/3x1-empty", true, 1, true, "L", "L", "L");
MUTEX(lst, "mutex/3x1-mixed", false, 0, false, "L", "S", "T");
MUTEX(lsg, "mutex/3x1-timed", true, 0, false, "L", "S", "G");
MUTEX(sss, "mutex/3x1-short", true, 0, true, "S", "S", "S");
MUTEX(lps, "mutex/3x1-past", true, 0, false, "LP", "S", "L");

const struct sim_client *const sim_mutex_clients[] = {
    &ll.base,  &lt.base,   &lp.base,        &ls1.base,       &sg1.base, &ts1.base,
    &ll2.base, &ll2e.base, &two_mixed.base, &two_timed.base, &lll.base, &llle.base,
    &lst.base, &lsg.base,  &sss.base,       &lps.base,       NULL,
};
