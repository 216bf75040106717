// task.c - goroutines as waiters: what park/task.h wants of them.
// SPDX-License-Identifier: MIT
#include "park/task.h"
#include "goroutine/sched.h"
#include "goroutine/timer.h"

#include "base/fatal.h"

static struct pawl_parker *self(void)
{
    return &pawl_g_self_()->parkers[0];
}

// A signal handler may interrupt these two; it has returned what it was lent when they go on.
static struct pawl_parker *lend(void)
{
    struct pawl_g *g = pawl_g_self_();
    for (unsigned i = 0; i < PAWL_G_PARKERS; i++)
        if ((g->lent & 1u << i) == 0) {
            g->lent |= 1u << i;
            return &g->parkers[i];
        }
    pawl_fatal_("pawl: a goroutine waits in waits, too deep", NULL);
}

static void give_back(struct pawl_parker *lent)
{
    struct pawl_g *g = pawl_g_self_();
    g->lent &= ~(1u << (unsigned)(lent - g->parkers));
}

static bool is_unparked(const struct pawl_parker *p)
{
    // acquire: pairs with the release in pawl_unpark_.
    return pawl_word_load_acq(&p->word) == PAWL_PARK_UNPARKED_;
}

static void sleep_on(struct pawl_parker *p, struct pawl_timer *t)
{
    struct pawl_g *g = pawl_g_self_();
    unsigned depth = g->m->blocking;
    if (depth > 0)
        pawl_blocking_leave_(g);
    g->m->parker = p;
    g->m->timer = t;
    pawl_leave_(g, PAWL_LEFT_ASLEEP);
    if (depth > 0)
        pawl_blocking_enter_(g, depth);
}

// A deadline on the other clock is looked at again when it seems to have passed, as that clock may
// have been set meanwhile.
static int64_t monotonic(struct pawl_deadline d)
{
    return d.clock == PAWL_CLOCK_MONOTONIC ? d.ns : pawl_now() + (d.ns - pawl_now_on_(d.clock));
}

static bool park(struct pawl_parker *p, struct pawl_deadline deadline)
{
    while (!is_unparked(p)) {
        if (deadline.ns == PAWL_NEVER) {
            sleep_on(p, NULL);
        } else if (pawl_deadline_passed_(deadline)) {
            return is_unparked(p);
        } else {
            struct pawl_timer t = {.when = monotonic(deadline), .parker = p};
            sleep_on(p, &t);
            pawl_timer_cancel_(&t);
        }
    }
    return true;
}

static void **slot(void)
{
    return &pawl_g_self_()->slot;
}

static uint32_t *agent(void)
{
    return &pawl_g_self_()->agent;
}

static void waits_for(unsigned how, const void *lock)
{
    struct pawl_g *g = pawl_g_self_();
    g->how = how;
    g->lock = lock;
}

// As in Go: not when others could run here in its place, and not when nobody else runs who could
// give it what it wants.
static bool may_spin(void)
{
    const struct pawl_m *m = pawl_g_self_()->m;
    if (m->blocking > 0)
        return true;
    return pawl_word_load_rlx(&pawl_sched_.idle) + 1 < pawl_sched_.procs &&
           pawl_runq_is_empty_(&m->p->ready);
}

// The caller has seen ASLEEP in an exchange that only released.
static struct pawl_g *owner_of(struct pawl_parker *p)
{
    // acquire: pairs with the release in leave.c, through the exchange. Its saved context.
    (void)pawl_word_load_acq(&p->word);
    return pawl_g_of_((uintptr_t)p);
}

static void ready(struct pawl_parker *p)
{
    pawl_ready_(owner_of(p));
}

static void run(struct pawl_parker *p)
{
    struct pawl_g *g = owner_of(p);
    struct pawl_m *m = pawl_m_here_();
    pawl_ready_(g);
    if (m)
        pawl_leave_(pawl_g_self_(), PAWL_LEFT_LOCAL);
}

struct pawl_g *pawl_task_unpark_(struct pawl_parker *p)
{
    // release: as in pawl_unpark_.
    bool asleep = pawl_word_xchg_rel(&p->word, PAWL_PARK_UNPARKED_) == PAWL_PARK_ASLEEP_;
    return asleep ? owner_of(p) : NULL;
}

void pawl_task_register_(void)
{
    struct pawl_tasks tasks = {
        .self = self,
        .lend = lend,
        .give_back = give_back,
        .park = park,
        .slot = slot,
        .agent = agent,
        .waits_for = waits_for,
        .may_spin = may_spin,
        .ready = ready,
        .run = run,
        .base = pawl_stacks_.base,
        .size = pawl_stacks_.size,
    };
    pawl_tasks_ = tasks;
}
