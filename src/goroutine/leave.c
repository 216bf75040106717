// leave.c - from one goroutine to another, and to the M's own stack.
// SPDX-License-Identifier: MIT
//
// A goroutine that leaves its stack cannot say so itself: as soon as it is in a queue, or asleep in
// a way that others may end, another M may run it, on the stack that it is still using. So it notes
// in its M what is to become of it, and who runs next on that M does it.
#include "goroutine/order.h"
#include "goroutine/sched.h"

#include "base/counter.h"
#include "base/fatal.h"
#include "base/hook.h"

static void fall_asleep(struct pawl_m *m, struct pawl_g *g)
{
    struct pawl_parker *p = m->parker;
    struct pawl_timer *t = m->timer;
    g->state = PAWL_G_WAITING;
    // release: g's saved context, for who unparks it. From there on g is somebody else's.
    bool asleep = t ? pawl_timer_sleep_(t, p)
                    : pawl_word_cas_rel(&p->word, PAWL_PARK_EMPTY_, PAWL_PARK_ASLEEP_);
    if (!asleep)
        pawl_ready_on_(m, g, true);
}

static void after_leaving(struct pawl_m *m)
{
    struct pawl_g *g = m->left;
    if (g == NULL)
        return;
    m->left = NULL;
    switch (m->how) {
    case PAWL_LEFT_ASLEEP: fall_asleep(m, g); break;
    case PAWL_LEFT_LOCAL: pawl_ready_on_(m, g, false); break;
    case PAWL_LEFT_GLOBAL:
        g->state = PAWL_G_READY;
        g->next = NULL;
        pawl_ready_all_(g);
        break;
    case PAWL_LEFT_DEAD:
        g->state = PAWL_G_IDLE;
        pawl_count_publish_(&m->p->ended, m->p->ended + 1);
        pawl_stack_give_(g, &m->p->stacks);
        break;
    }
}

static void set_running(struct pawl_m *m, struct pawl_g *g)
{
    pawl_word_store_rlx(&m->p->tick, pawl_word_load_rlx(&m->p->tick) + 1);
    g->m = m;
    g->state = PAWL_G_RUNNING;
}

void pawl_leave_(struct pawl_g *g, enum pawl_left how)
{
    struct pawl_m *m = g->m;
    m->left = g;
    m->how = how;
    struct pawl_fiber *to = &m->fiber;
    struct pawl_g *next = m->p ? pawl_p_pick_(m->p) : NULL;
    if (next) {
        set_running(m, next);
        to = &next->fiber;
    }
    pawl_exceptions_change_(m->exceptions, &g->exceptions, next ? &next->exceptions : NULL);
    m = pawl_fiber_switch_(&g->fiber, to, m, how == PAWL_LEFT_DEAD);
    after_leaving(m);
}

void pawl_run_(struct pawl_m *m, struct pawl_g *g)
{
    set_running(m, g);
    pawl_exceptions_change_(m->exceptions, NULL, &g->exceptions);
    m = pawl_fiber_switch_(&m->fiber, &g->fiber, m, 0);
    after_leaving(m);
}

static void begin(void *note)
{
    struct pawl_m *m = note;
    struct pawl_g *g = pawl_g_self_();
    pawl_fiber_begun_(&g->fiber, m);
    after_leaving(m);
    g->fn(g->arg);
    if (PAWL_UNLIKELY(g->m->blocking > 0)) // its worker may be another's
        pawl_fatal_("pawl: a goroutine has ended in a blocking section", NULL);
    if (g->wg)
        pawl_go_done_(g->wg);
    if (g->agent != 0) // who has asked for its number may know it
        pawl_event_(PAWL_ON_THREAD_END, NULL, 0);
    pawl_leave_(g, PAWL_LEFT_DEAD);
}

void pawl_g_begin_(struct pawl_g *g)
{
    g->exceptions = (struct pawl_exceptions){NULL, 0};
    pawl_order_before_(&g->fiber); // what the caller did, for begin
    pawl_fiber_make_(&g->fiber, g->low, (size_t)((char *)g - (char *)g->low), begin);
}
