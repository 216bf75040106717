// depth_client.c - control for random exploration: a bug of depth 3. Two threads have to be
// stopped, one after the other, and the one that was stopped last has to go on first.
// SPDX-License-Identifier: MIT
#include "clients.h"

static struct world {
    bool ready;
    int order; // digits, in the order in which threads have come through
} * w;

static bool is_ready(void *arg)
{
    (void)arg;
    return w->ready;
}

static void come_through(int digit)
{
    w->order = w->order * 10 + digit;
    sim_check(w->order != 2124, "came through in the one order that is wrong");
}

static void first(void *arg)
{
    (void)arg;
    sim_pause("begins");
    come_through(1);
}

static void second(void *arg)
{
    sim_await(is_ready, arg, "sees that it is ready");
    come_through(2);
    sim_pause("goes on");
    come_through(2);
}

static void third(void *arg)
{
    (void)arg;
    sim_pause("begins");
    w->ready = true;
    sim_pause("goes on");
    come_through(4);
}

static void setup(const struct sim_client *self)
{
    (void)self;
    w = sim_alloc(sizeof *w);
    sim_spawn(third, NULL);
    sim_spawn(second, NULL);
    sim_spawn(first, NULL);
}

static const struct sim_client depth = {
    .name = "depth",
    .what = "a control for --random and --pct: must be found",
    .setup = setup,
    .expected = "the one order that is wrong",
};

const struct sim_client *const sim_depth_clients[] = {&depth, NULL};
