// history_client.c - what lock, trylock and lock_until return, against a sequential mutex.
// SPDX-License-Identifier: MIT
#include "clients.h"

#include "history.h"
#include "mutex_client.h"
#include "mutex_monitor.h"

static struct world {
    _Alignas(128) pawl_mutex mu;
    struct sim_history history;
} * w;

static enum sim_call call_of(char letter)
{
    return letter == 'L' ? SIM_LOCK : letter == 'T' ? SIM_TRY : SIM_TIMED;
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        sim_pause("is about to call"); // else the call would overlap all that went before
        int call = sim_history_call(&w->history, call_of(*p));
        bool got = sim_mutex_operation(&w->mu, *p);
        sim_history_return(&w->history, call, got);
        if (!got)
            continue;
        call = sim_history_call(&w->history, SIM_UNLOCK);
        pawl_mutex_unlock(&w->mu);
        sim_history_return(&w->history, call, false);
    }
}

static void state_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)thread;
    (void)old;
    (void)value;
    sim_history_disturb(&w->history);
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    sim_name_mutex(&w->mu);
    sim_watch_word(&w->mu.state, state_changed, NULL);
    sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_check(sim_history_holds(&w->history), "no sequential mutex could have returned this");
    sim_mutex_at_rest(&w->mu);
}

#define HISTORY(id, title, words)                                                                  \
    static const struct mutex_client id = {                                                        \
        .base = {.name = (title),                                                                  \
                 .what = "against a sequential mutex: " words,                                     \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest},                                                              \
        .programs = (words),                                                                       \
    }

HISTORY(two, "history/2", "LT TS");
HISTORY(past, "history/2-past", "LP TP");
HISTORY(three, "history/3", "L T P");
HISTORY(timed, "history/3-timed", "L S T");

const struct sim_client *const sim_history_clients[] = {&two.base, &past.base, &three.base,
                                                        &timed.base, NULL};
