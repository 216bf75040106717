// park_client.c - the lowest layer on its own: the parker's three states, and the bucket lock.
// SPDX-License-Identifier: MIT
#include "clients.h"

#include "park/lowlock.h"
#include "park/park.h"

static struct world {
    _Alignas(128) struct pawl_lowlock lock;
    struct pawl_parker *parked; // set when its owner may be unparked
    int owner;
    uint32_t rounds;
} * w;

// ---- a parker -----------------------------------------------------------------------------------

static bool is_ready(void *arg)
{
    (void)arg;
    return w->parked != NULL;
}

// Waits with a deadline; an unpark that comes after it must be waited for, and must be enough.
static void park_body(void *arg)
{
    (void)arg;
    for (int i = 0; i < 2; i++) {
        struct pawl_parker *self = pawl_parker_self_();
        sim_clock_reset(SIM_SHORT);
        pawl_park_prepare_(self);
        w->parked = self;
        if (!pawl_park_(self, pawl_deadline_at_(SIM_SHORT))) {
            sim_check(sim_clock() >= SIM_SHORT, "timed out early");
            sim_check(pawl_park_(self, pawl_deadline_at_(PAWL_NEVER)), "no time-out was asked for");
        }
        sim_check(w->parked == NULL, "woken by nobody");
        w->rounds++;
    }
}

static void unpark_body(void *arg)
{
    for (int i = 0; i < 2; i++) {
        sim_await(is_ready, arg, "sees the other one ready to be unparked");
        struct pawl_parker *p = w->parked;
        w->parked = NULL;
        pawl_unpark_(p);
    }
}

static void setup_park(const struct sim_client *self)
{
    (void)self;
    w = sim_alloc(sizeof *w);
    sim_spawn(park_body, NULL);
    sim_spawn(unpark_body, NULL);
}

static void park_at_rest(void)
{
    sim_check(w->rounds == 2, "a round is missing");
}

static const struct sim_client park = {
    .name = "park",
    .what = "one parks twice with a deadline, another unparks it twice",
    .budget = {.spurious = 1, .eintr = 1, .weak = 1},
    .setup = setup_park,
    .at_rest = park_at_rest,
};

// ---- the bucket lock ----------------------------------------------------------------------------

static void lowlock_body(void *arg)
{
    (void)arg;
    sim_clock_reset(PAWL_NEVER);
    pawl_lowlock_lock_(&w->lock);
    sim_check(w->owner == 0, "two owners");
    w->owner = 1 + sim_self();
    sim_pause("has the bucket lock");
    sim_check(w->owner == 1 + sim_self(), "two owners");
    w->owner = 0;
    pawl_lowlock_unlock_(&w->lock);
}

static void setup_lowlock(const struct sim_client *self)
{
    (void)self;
    w = sim_alloc(sizeof *w);
    sim_name(&w->lock.state, "bucket lock", NULL);
    for (int i = 0; i < 3; i++)
        sim_spawn(lowlock_body, NULL);
}

static void lowlock_at_rest(void)
{
    sim_check(w->lock.state == 0, "the lock word is not zero at rest");
}

static const struct sim_client lowlock = {
    .name = "lowlock",
    .what = "three threads take the bucket lock",
    .budget = {.spurious = 1, .eintr = 1, .weak = 1, .spins = 1, .whole_table = true},
    .setup = setup_lowlock,
    .at_rest = lowlock_at_rest,
};

const struct sim_client *const sim_park_clients[] = {&park, &lowlock, NULL};
