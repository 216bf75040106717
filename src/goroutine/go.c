// go.c - goroutines as pawl/go.h has them.
// SPDX-License-Identifier: MIT
#include "goroutine/sched.h"
#include "goroutine/thread.h"

#include "base/counter.h"
#include "base/fatal.h"
#include "base/process.h"

#include <sched.h>
#include <time.h>

#define IDS_AT_ONCE 16

static uint64_t take_ids(uint64_t n)
{
    uint64_t last = pawl_count_(&pawl_sched_.ids);
    while (!pawl_count_cas_(&pawl_sched_.ids, last, last + n))
        last = pawl_count_(&pawl_sched_.ids);
    return last + 1;
}

uint64_t pawl_go_id_(void)
{
    return take_ids(1);
}

// For a goroutine that p starts; NULL: a thread does.
static uint64_t new_id(struct pawl_p *p)
{
    if (p == NULL)
        return take_ids(1);
    if (p->ids == p->ids_end) {
        p->ids = take_ids(IDS_AT_ONCE);
        p->ids_end = p->ids + IDS_AT_ONCE;
    }
    return p->ids++;
}

static void count_started(struct pawl_p *p)
{
    if (p)
        pawl_count_set_(&p->started, p->started + 1);
    else
        pawl_count_add_(&pawl_sched_.foreign, 1);
}

static int start_task(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg,
                      pawl_waitgroup *wg)
{
    struct pawl_m *m = pawl_m_here_();
    struct pawl_p *p = m ? m->p : NULL;
    size_t size = attr && attr->stack_size ? attr->stack_size : PAWL_STACK_DEFAULT;
    struct pawl_g *g = pawl_stack_take_(size, p ? &p->stacks : NULL);
    if (g == NULL)
        return ENOMEM;
    g->m = NULL;
    g->fn = fn;
    g->arg = arg;
    g->wg = wg;
    g->id = new_id(p);
    g->name = attr ? attr->name : NULL;
    g->agent = 0;
    g->lent = 0;
    pawl_g_begin_(g);
    count_started(p);
    pawl_ready_(g);
    return 0;
}

static int start(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg, pawl_waitgroup *wg)
{
    if (attr && attr->stack_size > PAWL_STACK_SMALLEST << (PAWL_STACK_CLASSES - 1))
        return EINVAL;
    int err = pawl_sched_start_();
    if (err != 0)
        return err;
    bool thread = pawl_sched_.threads || (attr && attr->pinned);
    return thread ? pawl_thread_go_(attr, fn, arg, wg) : start_task(attr, fn, arg, wg);
}

static void start_or_die(pawl_go_fn *fn, void *arg, pawl_waitgroup *wg)
{
    int err = start(NULL, fn, arg, wg);
    if (PAWL_UNLIKELY(err != 0))
        pawl_fatal_(err == ENOMEM ? "pawl: no memory for a goroutine"
                                  : "pawl: no thread for a goroutine",
                    NULL);
}

int pawl_go_with(const struct pawl_go_attr *attr, pawl_go_fn *fn, void *arg)
{
    return start(attr, fn, arg, NULL);
}

void pawl_go(pawl_go_fn *fn, void *arg)
{
    start_or_die(fn, arg, NULL);
}

void pawl_waitgroup_go(pawl_waitgroup *wg, pawl_go_fn *fn, void *arg)
{
    pawl_waitgroup_add(wg, 1);
    start_or_die(fn, arg, wg);
}

void pawl_go_yield(void)
{
    struct pawl_m *m = pawl_m_here_();
    if (m)
        pawl_leave_(pawl_g_self_(), PAWL_LEFT_LOCAL);
    else
        sched_yield();
}

static void thread_sleep_until(int64_t deadline)
{
    struct timespec ts = {(time_t)(deadline / PAWL_SECOND), (long)(deadline % PAWL_SECOND)};
    struct pawl_calm calm;
    pawl_calm_(&calm);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR) {
    }
    pawl_uncalm_(&calm);
}

void pawl_go_sleep_until(int64_t deadline)
{
    if (deadline <= 0)
        return;
    if (pawl_g_self_() == NULL) {
        thread_sleep_until(deadline);
        return;
    }
    struct pawl_parker *p = pawl_parker_lend_();
    pawl_park_prepare_(p);
    pawl_park_(p, pawl_deadline_at_(deadline));
    pawl_parker_return_(p);
}

void pawl_go_sleep(int64_t ns)
{
    if (ns <= 0)
        return;
    int64_t now = pawl_now();
    pawl_go_sleep_until(ns < PAWL_NEVER - now ? now + ns : PAWL_NEVER);
}

uint64_t pawl_go_self(void)
{
    const struct pawl_g *g = pawl_g_self_();
    return g ? g->id : pawl_thread_id_();
}

const char *pawl_go_name(void)
{
    const struct pawl_g *g = pawl_g_self_();
    return g ? g->name : pawl_thread_name_();
}

// Who has ended has begun: so what has ended is added up first.
size_t pawl_go_count(void)
{
    uint64_t ended = 0, begun = 0;
    if (pawl_word_load_acq(&pawl_sched_.on) == 0)
        return 0;
    unsigned n = pawl_sched_.threads ? 0 : pawl_sched_.procs;
    for (unsigned i = 0; i < n; i++)
        ended += pawl_count_published_(&pawl_sched_.ps[i].ended);
    begun = pawl_count_published_(&pawl_sched_.foreign);
    for (unsigned i = 0; i < n; i++)
        begun += pawl_count_(&pawl_sched_.ps[i].started);
    return (size_t)(begun - ended) + pawl_thread_count_();
}

unsigned pawl_go_procs(void)
{
    return pawl_word_load_acq(&pawl_sched_.on) != 0 ? pawl_sched_.procs : pawl_wanted_procs_();
}
