// scheduler.c - what the scheduler of goroutines stands on, simulated.
// SPDX-License-Identifier: MIT
#include "sim/scheduler/scheduler.h"

#include "goroutine/sched.h"
#include "park/task.h"

#include <errno.h>
#include <sys/mman.h>

struct pawl_sched pawl_sched_;
struct pawl_stacks pawl_stacks_;

// ---- threads ------------------------------------------------------------------------------------

static struct machines {
    int room, made;
    struct {
        void *(*body)(void *arg);
        void *arg;
    } start[SIM_MAX_THREADS];
    struct pawl_m m[];
} * machines;

void *sim_machine_memory_(void)
{
    return machines->made < machines->room ? &machines->m[machines->made++] : MAP_FAILED;
}

int sim_machine_start_(void *(*body)(void *arg), void *arg)
{
    int i = (int)((struct pawl_m *)arg - machines->m);
    machines->start[i].arg = arg;
    machines->start[i].body = body;
    return 0;
}

static bool is_started(void *arg)
{
    return machines->start[(intptr_t)arg].body != NULL;
}

static void live(void *arg)
{
    intptr_t i = (intptr_t)arg;
    sim_await(is_started, arg, "is started");
    sim_clock_reset(SIM_SHORT); // the one moment that goroutines sleep until
    machines->start[i].body(machines->start[i].arg);
}

// ---- stacks, files ------------------------------------------------------------------------------

void pawl_stack_give_(struct pawl_g *g, struct pawl_stack_cache *cache)
{
    (void)g;
    cache->count++;
}

void pawl_stack_watch_overflow_(void)
{
}

bool pawl_poll_waiters_(void)
{
    return false;
}

struct pawl_g *pawl_poll_(int64_t deadline)
{
    (void)deadline;
    return NULL;
}

void pawl_poll_break_(void)
{
}

// The model says itself when all are asleep.
bool pawl_look_for_sleep_(void)
{
    return false;
}

// ---- the beginning ------------------------------------------------------------------------------

static int made; // goroutines, in setup

static void keep_all(void)
{
    sim_keep(&pawl_sched_, sizeof pawl_sched_);
    sim_keep(&pawl_stacks_, sizeof pawl_stacks_);
    sim_keep(&pawl_tasks_, sizeof pawl_tasks_);
    sim_keep_idle_();
    sim_keep_timer_();
    sim_keep_monitor_();
    sim_keep_machine_();
}

void sim_scheduler_begin(const struct sim_scheduler *s)
{
    keep_all();
    made = 0;
    machines = sim_alloc(sizeof *machines + (size_t)s->machines * sizeof machines->m[0]);
    machines->room = s->machines;
    for (intptr_t i = 0; i < s->machines; i++)
        sim_serve(live, (void *)i);
    pawl_stacks_.base = (uintptr_t)sim_fibers(s->goroutines, sizeof(struct pawl_g));
    pawl_stacks_.size = (uintptr_t)s->goroutines * SIM_STACK_SIZE;
    pawl_stacks_.class_shift = 32;
    pawl_task_register_();
    pawl_sched_.procs = (unsigned)s->procs;
    pawl_sched_.ps = sim_alloc((size_t)s->procs * sizeof *pawl_sched_.ps);
    for (int i = s->procs; i-- > 0;) {
        pawl_sched_.ps[i].stuck_tick = UINT32_MAX;
        pawl_p_put_idle_(&pawl_sched_.ps[i]);
    }
    pawl_sched_.on = 1;
    sim_name(&pawl_sched_.queued, "queued", NULL);
    sim_name(&pawl_sched_.idle, "idle", NULL);
    sim_name(&pawl_sched_.thieves, "thieves", NULL);
    sim_name(&pawl_sched_.rest, "rest", NULL);
    sim_name(&pawl_sched_.lock.state, "lock", NULL);
    sim_name(&pawl_sched_.ps[0].status, "P0's status", NULL);
    sim_name(&pawl_sched_.ps[s->procs - 1].status, "the last P's status", NULL);
}

void sim_go(void (*fn)(void *arg), void *arg, bool crowd)
{
    struct pawl_g *g = pawl_g_of_(pawl_stacks_.base + (uintptr_t)made * SIM_STACK_SIZE);
    g->low = (void *)(pawl_stacks_.base + (uintptr_t)made * SIM_STACK_SIZE);
    g->id = (uint64_t)++made;
    g->fn = fn;
    g->arg = arg;
    pawl_g_begin_(g);
    if (crowd)
        pawl_runq_push_(&pawl_sched_.ps[0].ready, g);
    else
        pawl_ready_(g);
}

// Where thieves begin to look makes no difference with two Ps.
void sim_scheduler_settle(bool ticks)
{
    for (int i = 0; i < machines->made; i++)
        machines->m[i].random = 0;
    for (unsigned i = 0; i < pawl_sched_.procs && !ticks; i++)
        pawl_sched_.ps[i].tick = 0;
}

void sim_scheduler_rests(void)
{
    sim_check(pawl_sched_.idle == pawl_sched_.procs, "a P is not idle at rest");
    sim_check(pawl_sched_.queued == 0, "a goroutine is queued at rest");
    sim_check(pawl_sched_.thieves == 0, "nobody may steal any more");
    sim_check(pawl_sched_.lock.state == 0, "the lock is not free at rest");
    sim_check(pawl_timers_next_() == PAWL_NEVER, "a timer is left");
    int idle = 0;
    for (const struct pawl_m *m = pawl_sched_.idle_m; m && idle <= machines->made; m = m->idle_next)
        idle++;
    sim_check(idle == machines->made, "a thread is lost");
}
