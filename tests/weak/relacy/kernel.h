// kernel.h - the operating system under Relacy: futex, clock, table, parkers.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_KERNEL_H
#define PAWL_TESTS_WEAK_RELACY_KERNEL_H

#include "base/hook.h"
#include "park/agent.h"
#include "park/cpu.h"
#include "park/futex.h"

// A thread sleeps so often before it lets the others go first, for a bounded search would try an
// endless row of sleeps first of all.
enum { SLEEPS_UNFAIR = 3 };

struct weak_agent {
    int64_t clock;
    int sleeps;
    bool slept; // since it last looked at its clock
    int sleeps_before;
    bool expired; // in this wait
    bool lent;    // its own parker
    unsigned cpu;
};

// Made anew for each execution.
struct weak_kernel {
    struct pawl_process process;
    struct pawl_table table;
    struct pawl_parker parkers[2 * WEAK_MAX_THREADS]; // the second half: for who lent the own one
    struct weak_agent agents[WEAK_MAX_THREADS];
    int interrupts, spins, moves; // left, for all threads together
    bool forked;
};

static struct weak_kernel *kernel;

static struct weak_agent *weak_me(void)
{
    return &kernel->agents[rl::thread_index()];
}

struct pawl_parker *weak_parker(int thread)
{
    return &kernel->parkers[thread];
}

struct pawl_parker *pawl_parker_self_(void)
{
    return weak_parker((int)rl::thread_index());
}

struct pawl_parker *pawl_parker_lend_(void)
{
    struct pawl_parker *own = pawl_parker_self_();
    if (weak_me()->lent)
        return own + WEAK_MAX_THREADS;
    weak_me()->lent = true;
    return own;
}

void pawl_parker_return_(struct pawl_parker *lent)
{
    if (lent == pawl_parker_self_())
        weak_me()->lent = false;
}

uint32_t pawl_agent_self_(void)
{
    return rl::thread_index() + 1;
}

void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object)
{
    fn(arg);
    at_end(object);
}

// A thread may be moved to another CPU at any time.
unsigned pawl_cpu_(void)
{
    struct weak_agent *me = weak_me();
    if (kernel->moves > 0 && rl::rand(2) != 0) {
        kernel->moves--;
        me->cpu++;
        weak_reached(REACH_MOVED);
    }
    return me->cpu;
}

struct pawl_process *pawl_process_(void)
{
    // Only after a fork, to spare all others a load that tells them nothing.
    if (kernel->forked && pawl_word_load_rlx(&kernel->table.life) == PAWL_TABLE_WIPED)
        pawl_table_revive_(&kernel->process);
    return &kernel->process;
}

// The process is a new child: what its words say.
static void weak_fork(uint32_t used, uint32_t entered, uint32_t life)
{
    pawl_word_store_rlx(&kernel->process.used, used);
    pawl_word_store_rlx(&kernel->table.entered, entered);
    pawl_word_store_rlx(&kernel->table.life, life);
    kernel->forked = true;
}

static void weak_boot(void)
{
    kernel = ::new (rl::ctx().alloc(sizeof(weak_kernel), false, $)) weak_kernel();
    kernel->process.table = &kernel->table;
    weak_fork(1, 1, PAWL_TABLE_CLEAN);
    kernel->forked = false;
    for (int i = 0; i < WEAK_MAX_THREADS; i++)
        kernel->agents[i] = {WEAK_T0, 0, false, 0, false, false, (unsigned)i};
    // A bounded search bounds preemptions, and multiplies by all other choices: so few of these.
    bool random = rl::ctx().is_random_sched();
    kernel->interrupts = random ? 6 : 1;
    kernel->spins = random ? 3 : 1;
    kernel->moves = random ? 3 : 1;
}

static void weak_halt(void)
{
    kernel->~weak_kernel();
    rl::ctx().free(kernel, false, $);
}

// ---- futex --------------------------------------------------------------------------------------

// As in Relacy's rl_futex: a full fence on entry, as in the kernel; then comparison and start of
// the sleep are one step. Unlike there, interrupted sleeps are rationed.
int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    rl::context &c = rl::ctx();
    struct weak_agent *me = weak_me();
    if (++me->sleeps > SLEEPS_UNFAIR)
        rl::yield(1, $); // others have been passed over for long enough
    c.sched();
    c.atomic_thread_fence_seq_cst();
    uint32_t seen;
    {
        rl::preemption_disabler whole(c);
        seen = (uint32_t)w->futex().load(rl::mo_relaxed, $);
    }
    if (seen != value) {
        weak_reached(REACH_EAGAIN);
        return EAGAIN;
    }
    me->slept = true;
    weak_reached(REACH_SLEPT);
    switch (w->futex().wait(c, deadline.ns != PAWL_NEVER, kernel->interrupts > 0, $)) {
    case rl::unpark_reason_timeout:
        weak_reached(REACH_EXPIRED);
        me->expired = true;
        me->clock = me->clock < deadline.ns ? deadline.ns : me->clock;
        return ETIMEDOUT;
    case rl::unpark_reason_spurious:
        weak_reached(REACH_EINTR);
        kernel->interrupts--;
        return EINTR;
    default: return 0;
    }
}

void pawl_futex_wake_(pawl_word *w, int n)
{
    rl::context &c = rl::ctx();
    c.sched();
    c.atomic_thread_fence_seq_cst();
    w->futex().wake(c, n, $);
}

// ---- time: it has passed or not, as the search likes --------------------------------------------

int64_t weak_clock(void)
{
    return weak_me()->clock;
}

int64_t pawl_now(void)
{
    struct weak_agent *me = weak_me();
    if (me->slept && me->clock < WEAK_LATE && rl::rand(2) == 0)
        me->clock = WEAK_LATE;
    me->slept = false;
    return me->clock;
}

int64_t pawl_now_on_(enum pawl_clock)
{
    return pawl_now();
}

bool pawl_spin_(struct pawl_spin *)
{
    if (kernel->spins == 0 || rl::rand(2) == 0)
        return false;
    kernel->spins--;
    weak_reached(REACH_SPUN);
    return true;
}

bool pawl_spin_briefly_(struct pawl_spin *spin)
{
    return pawl_spin_(spin);
}

// In the place of sema/overdue.c, which is about time.
void pawl_sema_expect_(const pawl_sema *)
{
}

bool pawl_sema_overdue_(const pawl_sema *)
{
    if (rl::rand(2) != 0)
        return false;
    weak_reached(REACH_OVERDUE);
    return true;
}

// ---- the watcher, and the end -------------------------------------------------------------------

// All events are wanted, so that what is only done for a watcher is checked, too.
pawl_word pawl_watching_(0);
// But for the looks of who sleeps for long: they make one sleep many, without end.
pawl_word pawl_wanted_(~(unsigned)PAWL_ON_STILL);

void pawl_emit_(unsigned what, const void *, int64_t granted_ns)
{
    struct weak_agent *me = weak_me();
    switch (what & PAWL_EVENTS_) {
    case PAWL_ON_WAIT_BEGIN:
        me->sleeps_before = me->sleeps;
        me->expired = false;
        break;
    case PAWL_ON_WAIT_END:
        if (granted_ns != 0 && me->sleeps == me->sleeps_before)
            weak_reached(REACH_UNSLEPT);
        if (granted_ns != 0 && me->expired)
            weak_reached(REACH_CLAIMED);
        break;
    case PAWL_ON_STARVING: weak_reached(REACH_STARVING); break;
    case PAWL_ON_HANDOFF: weak_reached(REACH_HANDOFF); break;
    case PAWL_ON_NORMAL: weak_reached(REACH_NORMAL); break;
    }
}

void pawl_emit_from_(unsigned, const void *, const void *)
{
}

static void weak_check(bool condition, const char *text)
{
    if (!condition)
        rl::ctx().fail_test(text, rl::test_result_user_assert_failed, $);
}

PAWL_NORETURN void pawl_fatal_(const char *text, const void *)
{
    weak_check(false, text);
    abort();
}

#endif
