// time.c - the simulated clock: it moves by choice, to the moments that matter.
// SPDX-License-Identifier: MIT
#include "base/deadline.h"
#include "sim/core.h"
#include "sim/events.h"

void sim_clock_reset(int64_t deadline)
{
    struct sim_thread *me = sim_me();
    me->clock = SIM_T0;
    me->deadline = deadline;
    me->fresh = deadline == PAWL_NEVER ? 1 : 2;
    me->waited = false;
    me->spins = sim_budget->spins;
}

int64_t sim_clock(void)
{
    return sim_me()->clock;
}

int64_t sim_next_level(const struct sim_thread *t, int64_t now)
{
    int64_t next = now < SIM_LATE ? SIM_LATE : now;
    if (t->deadline > now && t->deadline <= SIM_LONG && (t->deadline < next || next == now))
        next = t->deadline;
    return next;
}

static void catch_up(struct sim_thread *me)
{
    for (int i = 0; i < sim_core->nthreads; i++)
        if (me->clock < sim_core->threads[i].clock)
            me->clock = sim_core->threads[i].clock;
}

// Only differences matter: time begins with the look at the clock that begins a wait, the first of
// an operation, or the second if the first was at its deadline. From then on it may have passed or
// not, as the explorer likes.
int64_t pawl_now(void)
{
    struct sim_thread *me = sim_me();
    if (me == NULL)
        return SIM_T0;
    if (sim_budget->one_clock) {
        me->fresh = 0;
        catch_up(me);
    }
    if (me->fresh > 0) {
        me->fresh--;
        return me->clock;
    }
    bool again = me->waited;
    me->waited = true;
    unsigned moves = sim_stop((struct sim_op){.kind = SIM_CLOCK});
    if (again && moves == 0 && sim_next_level(me, me->clock) != me->clock)
        sim_event(SIM_CLOCK_STOOD);
    if (sim_budget->one_clock)
        catch_up(me);
    for (; moves > 0; moves--)
        me->clock = sim_next_level(me, me->clock);
    sim_story("clock", 0, "is at %lld us", (long long)(me->clock / 1000));
    return me->clock;
}

int64_t pawl_now_on_(enum pawl_clock clock)
{
    (void)clock;
    return pawl_now();
}
