// ready.c - ways into the queues of goroutines that can run.
// SPDX-License-Identifier: MIT
//
// Who wakes whom. A goroutine that is made the next one of a P wakes nobody: as a rule the one that
// made it ready is about to wait, and two that send each other on are faster on one CPU than on
// two. What comes behind it, in the ring, is worth a second M; the monitor looks after the rest.
#include "goroutine/sched.h"

#include "base/pointer.h"

// So many that are ready are shared in any case.
#define MANY 64

struct pawl_m *pawl_m_here_(void)
{
    struct pawl_g *g = pawl_g_self_();
    return g && g->m && g->m->blocking == 0 ? g->m : NULL;
}

// No barrier between the push before and these looks: an M that gives its P up at this moment may
// miss the goroutine, and the caller may miss that M. The caller's P is not idle, so the monitor is
// awake, and will see a goroutine in a ring and an idle P beside it.
static void share(const struct pawl_p *p)
{
    if (pawl_word_load_rlx(&pawl_sched_.idle) == 0 || pawl_word_load_rlx(&pawl_sched_.thieves) != 0)
        return;
    uint32_t waiting = pawl_runq_length_(&p->ready);
    if (waiting >= MANY || (waiting > 0 && pawl_word_load_rlx(&pawl_sched_.rest) == 0))
        pawl_wake_thief_();
}

void pawl_ready_on_(struct pawl_m *m, struct pawl_g *g, bool next)
{
    g->state = PAWL_G_READY;
    g->next = NULL;
    struct pawl_g *list = g;
    if (PAWL_LIKELY(!pawl_sched_.migrates)) {
        struct pawl_runq *q = &m->p->ready;
        list = next ? pawl_runq_push_next_(q, g) : pawl_runq_push_(q, g);
    }
    if (PAWL_UNLIKELY(list != NULL))
        pawl_ready_all_(list);
    else
        share(m->p);
}

void pawl_ready_(struct pawl_g *g)
{
    struct pawl_m *m = pawl_m_here_();
    if (m) {
        pawl_ready_on_(m, g, true);
        return;
    }
    g->state = PAWL_G_READY;
    g->next = NULL;
    pawl_ready_all_(g);
}

void pawl_ready_list_on_(struct pawl_m *m, struct pawl_g *list)
{
    struct pawl_g *rest = list->next;
    pawl_ready_on_(m, list, true); // the first to come is the first to run, and wakes nobody
    while (rest) {
        struct pawl_g *g = rest;
        rest = g->next;
        pawl_ready_on_(m, g, false);
    }
}

static void append(struct pawl_g *list)
{
    uint32_t n = 0;
    for (struct pawl_g *g = list; g; g = g->next) {
        if (pawl_sched_.last)
            pawl_sched_.last->next = g;
        else
            pawl_sched_.first = g;
        pawl_sched_.last = g;
        n++;
    }
    pawl_word_store_rlx(&pawl_sched_.queued, pawl_word_load_rlx(&pawl_sched_.queued) + n);
}

// Exact, unlike share: an M gives its P up under this lock, after a look at this queue.
void pawl_ready_all_(struct pawl_g *list)
{
    struct pawl_m *m = NULL;
    pawl_lowlock_lock_(&pawl_sched_.lock);
    append(list);
    struct pawl_p *p = pawl_p_take_idle_();
    bool none = p && (m = pawl_p_give_(p)) == NULL;
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (m)
        pawl_m_wake_(m);
    else if (none)
        pawl_m_new_(p, false);
}

struct pawl_g *pawl_take_all_(struct pawl_p *p)
{
    if (pawl_word_load_rlx(&pawl_sched_.queued) == 0)
        return NULL;
    pawl_lowlock_lock_(&pawl_sched_.lock);
    uint32_t queued = pawl_word_load_rlx(&pawl_sched_.queued);
    uint32_t share_ = p ? queued / pawl_sched_.procs + 1 : 1;
    if (share_ > PAWL_RUNQ_SIZE / 2)
        share_ = PAWL_RUNQ_SIZE / 2;
    if (share_ > queued)
        share_ = queued;
    struct pawl_g *mine = pawl_sched_.first;
    for (uint32_t i = 0; i < share_; i++) {
        struct pawl_g *g = pawl_sched_.first;
        pawl_sched_.first = g->next;
        if (i > 0)
            pawl_runq_push_(&p->ready, g); // half of an empty ring: it fits
    }
    if (pawl_sched_.first == NULL)
        pawl_sched_.last = NULL;
    pawl_word_store_rlx(&pawl_sched_.queued, queued - share_);
    pawl_lowlock_unlock_(&pawl_sched_.lock);
    if (share_ > 1)
        share(p);
    return mine;
}
