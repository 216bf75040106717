// free_client.c - an object that holds its mutex and is freed by whoever uses it last (I6).
// SPDX-License-Identifier: MIT
#include "clients.h"

#include "mutex_client.h"
#include "mutex_monitor.h"

#include "sema/table.h"

static struct object {
    _Alignas(128) pawl_mutex mu;
    int users;
} * object;

// Letters: L uses the object; S tries to, with a deadline; D drops it, and frees it if it was the
// last.
static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        int64_t deadline = *p == 'S' ? (int64_t)SIM_SHORT : PAWL_NEVER;
        sim_clock_reset(deadline);
        if (pawl_mutex_lock_until(&object->mu, deadline) != 0)
            continue;
        bool last = *p == 'D' && --object->users == 0;
        pawl_mutex_unlock(&object->mu);
        if (last)
            sim_free(object, sizeof *object);
    }
}

static void setup(const struct sim_client *self)
{
    const struct mutex_client *client = (const void *)self;
    object = sim_alloc(sizeof *object);
    sim_name_mutex(&object->mu);
    object->users = sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_check(object->users == 0, "nobody freed the object");
    sim_mutex_at_rest(&object->mu);
}

#define FREE(id, title, slow, text, accidents, words)                                              \
    static const struct mutex_client id = {                                                        \
        .base = {.name = (title),                                                                  \
                 .what = (text),                                                                   \
                 .long_run = (slow),                                                               \
                 .budget = {.spurious = (accidents), .eintr = (accidents), .weak = (accidents)},   \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest},                                                              \
        .programs = (words),                                                                       \
    }

FREE(two, "free/2", false, "two users, one may time out before; the last one frees", 1, "D SD");
FREE(three, "free/3", true, "three users; the last one frees", 0, "LD D D");
FREE(timed, "free/3-timed", true, "three users, one with a deadline", 0, "D SD D");

const struct sim_client *const sim_free_clients[] = {&two.base, &three.base, &timed.base, NULL};
