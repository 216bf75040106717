// blocking.c - goroutines that block in the kernel, and do not keep a P from others.
// SPDX-License-Identifier: MIT
//
// To begin costs a store: the number of the M in the status of its P. If nothing happens meanwhile,
// to end costs a compare-and-swap. The monitor may have put something else there: then the P is
// another's now, even if that one's goroutine is in a blocking section, too.
#include "goroutine/sched.h"

void pawl_blocking_enter_(struct pawl_g *g, unsigned depth)
{
    struct pawl_m *m = g->m;
    m->blocking = depth;
    // release: what m has done with the P's queue and cache, for who takes it.
    pawl_word_store_rel(&m->p->status, m->number);
}

void pawl_blocking_leave_(struct pawl_g *g)
{
    struct pawl_m *m = g->m;
    m->blocking = 0;
    if (PAWL_LIKELY(pawl_word_cas_acq(&m->p->status, m->number, PAWL_P_RUNNING)))
        return;
    m->p = NULL;
    int saved = pawl_go_errno();
    pawl_lowlock_lock_(&pawl_sched_.lock);
    struct pawl_p *p = pawl_p_take_idle_();
    if (p)
        pawl_p_have_(m, p);
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (p)
        pawl_monitor_wake_();
    else
        pawl_leave_(g, PAWL_LEFT_GLOBAL);
    pawl_errno_set_(saved); // maybe on another thread
}

void pawl_go_blocking_begin(void)
{
    struct pawl_g *g = pawl_g_self_();
    if (g == NULL)
        return;
    if (g->m->blocking > 0)
        g->m->blocking++;
    else
        pawl_blocking_enter_(g, 1);
}

void pawl_go_blocking_end(void)
{
    struct pawl_g *g = pawl_g_self_();
    if (g == NULL || g->m->blocking == 0)
        return;
    if (g->m->blocking > 1)
        g->m->blocking--;
    else
        pawl_blocking_leave_(g);
}
