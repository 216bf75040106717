// idle.c - an M without work: it steals, and if there is nothing to steal, it sleeps.
// SPDX-License-Identifier: MIT
//
// One thief at a time. While it looks around, or is about to wake up, nobody is woken for what is
// put into a ring: it will find that. When it has found something, it wakes the next one.
//
// Rest. On few CPUs it may cost more to wake a thief than what it takes would have cost: a thief
// that is back at once, or whose goroutines ran for a moment each until they had to wait again, has
// moved them from a cache that had them. Then nobody is woken for a while, 1 to 16 ms, twice as
// long each time it happens again. The monitor ends it.
#include "goroutine/sched.h"

#include "base/counter.h"
#include "park/futex.h"
#include "park/spin.h"

#include <pawl/clock.h>

#define BRIEF (25 * PAWL_MICROSECOND)
#define MOMENT PAWL_MICROSECOND
#define LONGEST_REST 16 // ms

static pawl_word rest_after; // the last rest; whoever was a thief may change it

// ---- stealing -----------------------------------------------------------------------------------

static struct pawl_g *steal_from(struct pawl_p *thief, struct pawl_p *victim)
{
    struct pawl_g *g = pawl_runq_steal_(&thief->ready, &victim->ready);
    // The one that is next would have run in a moment, as a rule. Not if the monitor has seen that
    // the P does not come round.
    if (!g && pawl_word_load_rlx(&victim->stuck_tick) == pawl_word_load_rlx(&victim->tick))
        g = pawl_runq_steal_next_(&victim->ready);
    return g;
}

static struct pawl_g *steal_once(struct pawl_m *m)
{
    unsigned n = pawl_sched_.procs;
    m->random = m->random * 1664525u + 1013904223u;
    unsigned first = m->random >> 8;
    for (unsigned i = 0; i < n; i++) {
        struct pawl_p *victim = &pawl_sched_.ps[(first + i) % n];
        struct pawl_g *g = victim != m->p ? steal_from(m->p, victim) : NULL;
        if (g)
            return g;
    }
    return NULL;
}

struct pawl_g *pawl_steal_(struct pawl_m *m)
{
    if (pawl_sched_.procs == 1)
        return NULL;
    if (!m->thief && !pawl_word_cas_acq(&pawl_sched_.thieves, 0, 1))
        return NULL;
    m->thief = true;
    struct pawl_g *g;
    struct pawl_spin spin = {0};
    while ((g = steal_once(m)) == NULL && pawl_word_load_rlx(&pawl_sched_.queued) == 0)
        if (!pawl_spin_briefly_(&spin))
            break;
    return g ? g : pawl_take_all_(m->p);
}

void pawl_steal_ends_(struct pawl_m *m)
{
    if (!m->thief)
        return;
    m->thief = false;
    pawl_word_store_rel(&pawl_sched_.thieves, 0);
    // What m's P has more of now, another thief may take.
    if (pawl_runq_length_(&m->p->ready) > 0)
        pawl_wake_thief_();
}

// m was woken to steal, and has nothing to do any more.
static void judge_theft(struct pawl_m *m)
{
    if (m->came == 0)
        return;
    uint32_t rest = 0;
    int64_t stay = pawl_now() - m->came;
    uint32_t ran = m->p ? pawl_word_load_rlx(&m->p->tick) - m->came_tick : 0;
    if (stay < BRIEF || stay / MOMENT < ran) {
        rest = pawl_word_load_rlx(&rest_after) * 2;
        rest = rest == 0 ? 1 : rest > LONGEST_REST ? LONGEST_REST : rest;
        pawl_count_set_(&pawl_sched_.rest_until, (uint64_t)(pawl_now() + rest * PAWL_MILLISECOND));
        pawl_word_store_rlx(&pawl_sched_.rest, 1);
    }
    pawl_word_store_rlx(&rest_after, rest);
    m->came = 0;
}

// ---- Ps and Ms that are idle: the lock is held --------------------------------------------------

void pawl_p_put_idle_(struct pawl_p *p)
{
    pawl_word_store_rlx(&p->status, PAWL_P_IDLE);
    p->m = NULL;
    p->idle_next = pawl_sched_.idle_p;
    pawl_sched_.idle_p = p;
    pawl_word_store_rlx(&pawl_sched_.idle, pawl_word_load_rlx(&pawl_sched_.idle) + 1);
}

struct pawl_p *pawl_p_take_idle_(void)
{
    struct pawl_p *p = pawl_sched_.idle_p;
    if (p) {
        pawl_sched_.idle_p = p->idle_next;
        pawl_word_store_rlx(&pawl_sched_.idle, pawl_word_load_rlx(&pawl_sched_.idle) - 1);
        pawl_monitor_call_();
    }
    return p;
}

void pawl_p_have_(struct pawl_m *m, struct pawl_p *p)
{
    pawl_word_store_rlx(&p->status, PAWL_P_RUNNING);
    p->m = m;
    m->p = p;
}

struct pawl_m *pawl_p_give_(struct pawl_p *p)
{
    struct pawl_m *m = pawl_sched_.idle_m;
    if (m) {
        pawl_sched_.idle_m = m->idle_next;
        pawl_p_have_(m, p);
        // release: pairs with the load in doze: m->p.
        pawl_word_store_rel(&m->wake, 1);
    }
    return m;
}

static void take_off_idle(struct pawl_m *m)
{
    struct pawl_m **at = &pawl_sched_.idle_m;
    while (*at != m)
        at = &(*at)->idle_next;
    *at = m->idle_next;
}

// ---- waking -------------------------------------------------------------------------------------

void pawl_m_wake_(struct pawl_m *m)
{
    // It may have come back by itself meanwhile, and even sleep again: then this is one look around
    // too many.
    if (pawl_word_load_rlx(&m->polls) != 0)
        pawl_poll_break_();
    else
        pawl_futex_wake_(&m->wake, 1);
    pawl_monitor_wake_();
}

void pawl_wake_thief_(void)
{
    if (pawl_word_load_rlx(&pawl_sched_.idle) == 0 || pawl_word_load_rlx(&pawl_sched_.thieves) != 0)
        return;
    if (!pawl_word_cas_acq(&pawl_sched_.thieves, 0, 1))
        return;
    struct pawl_m *m = NULL;
    pawl_lowlock_lock_(&pawl_sched_.lock);
    struct pawl_p *p = pawl_p_take_idle_();
    if (p && (m = pawl_p_give_(p)) != NULL)
        m->thief = true;
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (m)
        pawl_m_wake_(m);
    else if (!p)
        pawl_word_store_rel(&pawl_sched_.thieves, 0);
    else
        pawl_m_new_(p, true);
}

// ---- sleeping -----------------------------------------------------------------------------------

// Gives m's P up, unless there is something to do. The lock is held. Reports whether it has none.
static bool give_up_p(struct pawl_m *m)
{
    bool work = pawl_word_load_rlx(&pawl_sched_.queued) > 0;
    if (m->p == NULL && work) {
        struct pawl_p *p = pawl_p_take_idle_();
        if (p)
            pawl_p_have_(m, p);
    } else if (m->p != NULL && !work) {
        pawl_p_put_idle_(m->p);
        m->p = NULL;
    }
    if (m->thief) {
        m->thief = false;
        pawl_word_store_rel(&pawl_sched_.thieves, 0);
    }
    return m->p == NULL;
}

// One idle M, the keeper, sleeps until the first timer is due. Who adds an earlier one is running,
// and becomes the keeper when it has nothing else to do. And one, the poller, sleeps until a file
// is ready: not two, since to be told of a P is to find the event of pawl_poll_break_, and with two
//   M1: polls         M2: polls, as the keeper of an earlier timer
//   M1: is given a P, and the event is there; but M2 takes it
static int64_t shall_keep(struct pawl_m *m, int64_t next)
{
    bool polls = pawl_sched_.poller == NULL && pawl_poll_waiters_();
    pawl_word_store_rlx(&m->polls, polls);
    if (polls)
        pawl_sched_.poller = m;
    if (next == PAWL_NEVER || (pawl_sched_.keeper && next >= pawl_sched_.keeper_until))
        return PAWL_NEVER;
    pawl_sched_.keeper = m;
    pawl_sched_.keeper_until = next;
    return next;
}

bool pawl_all_is_kept_(void)
{
    int64_t next = pawl_timers_next_();
    bool timers = next == PAWL_NEVER || (pawl_sched_.keeper && pawl_sched_.keeper_until <= next);
    return timers && (pawl_sched_.poller || !pawl_poll_waiters_());
}

// Until m has a P, or, if it keeps, the moment has come. Files that are ready are in the list then.
static struct pawl_g *doze(struct pawl_m *m, int64_t until)
{
    if (pawl_word_load_rlx(&m->polls) != 0)
        return pawl_poll_(until);
    // acquire: pairs with pawl_p_give_.
    while (pawl_word_load_acq(&m->wake) == 0)
        if (pawl_futex_wait_(&m->wake, 0, pawl_deadline_at_(until)) == ETIMEDOUT)
            break;
    return NULL;
}

// m is awake. If nobody has given it a P it takes one, or stays on the list of idle ones.
static void come_back(struct pawl_m *m)
{
    pawl_lowlock_lock_(&pawl_sched_.lock);
    if (pawl_sched_.keeper == m)
        pawl_sched_.keeper = NULL;
    if (pawl_sched_.poller == m)
        pawl_sched_.poller = NULL;
    if (m->p == NULL) {
        take_off_idle(m);
        struct pawl_p *p = pawl_p_take_idle_();
        if (p)
            pawl_p_have_(m, p);
    }
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    pawl_monitor_wake_();
}

void pawl_idle_(struct pawl_m *m)
{
    judge_theft(m);
    int64_t next = pawl_timers_next_();
    pawl_lowlock_lock_(&pawl_sched_.lock);
    bool idle = give_up_p(m);
    int64_t until = PAWL_NEVER;
    if (idle) {
        pawl_word_store_rlx(&m->wake, 0);
        m->idle_next = pawl_sched_.idle_m;
        pawl_sched_.idle_m = m;
        until = shall_keep(m, next);
    }
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (!idle) {
        pawl_monitor_wake_();
        return;
    }
    struct pawl_g *list = doze(m, until);
    come_back(m);
    if (m->thief && m->p) {
        m->came = pawl_now();
        m->came_tick = pawl_word_load_rlx(&m->p->tick);
    }
    if (list && m->p)
        pawl_ready_list_on_(m, list);
    else if (list)
        pawl_ready_all_(list);
    // All Ps are busy: who has a timer that is due would be woken by it again and again.
    if (m->p == NULL && pawl_timers_are_due_())
        pawl_ready_all_(pawl_timers_fire_());
}
