// schedule.c - an M looks for something to run.
// SPDX-License-Identifier: MIT
#include "goroutine/sched.h"

// Every so many goroutines the queue of all, timers and files come first: a P whose own goroutines
// keep each other ready would never look at them. Go's number.
#define FAIR 61

static bool is_time_to_look(const struct pawl_p *p)
{
    return (pawl_word_load_rlx(&p->tick) + 1) % FAIR == 0;
}

struct pawl_g *pawl_p_pick_(struct pawl_p *p)
{
    return is_time_to_look(p) ? NULL : pawl_runq_pop_(&p->ready);
}

static void make_ready(struct pawl_m *m, struct pawl_g *list)
{
    if (list)
        pawl_ready_list_on_(m, list);
}

// What m, which has a P, can run; NULL: nothing now.
static struct pawl_g *find(struct pawl_m *m)
{
    struct pawl_g *g = NULL;
    if (pawl_timers_are_due_())
        make_ready(m, pawl_timers_fire_());
    if (is_time_to_look(m->p)) {
        if (pawl_poll_waiters_())
            make_ready(m, pawl_poll_(0));
        g = pawl_take_all_(NULL);
    }
    if (!g)
        g = pawl_runq_pop_(&m->p->ready);
    if (!g)
        g = pawl_take_all_(m->p);
    if (!g && pawl_poll_waiters_()) {
        make_ready(m, pawl_poll_(0));
        g = pawl_runq_pop_(&m->p->ready);
    }
    return g ? g : pawl_steal_(m);
}

void pawl_m_loop_(struct pawl_m *m)
{
    for (;;) {
        struct pawl_g *g = m->p ? find(m) : NULL;
        if (!g) {
            pawl_idle_(m);
            continue;
        }
        pawl_steal_ends_(m);
        pawl_run_(m, g);
    }
}
