// kernel.c - the simulated operating system: futexes, bucket sections, spinning.
// SPDX-License-Identifier: MIT
#include "base/fatal.h"
#include "base/random.h"
#include "editions/go_spin.h"
#include "park/agent.h"
#include "park/cpu.h"
#include "park/futex.h"
#include "park/lowlock.h"
#include "park/park.h"
#include "park/spin.h"
#include "park/task.h"
#include "sema/sema.h"
#include "sema/table.h"
#include "sim/core.h"
#include "sim/events.h"

#include <pawl/mutex.h>

// ---- futex --------------------------------------------------------------------------------------

bool sim_sleeps_on(const struct sim_thread *t, const uint32_t *w)
{
    return t->op.kind == SIM_ASLEEP && t->op.word == w && !t->woken;
}

int pawl_futex_wait_(pawl_word *w, uint32_t value, struct pawl_deadline deadline)
{
    sim_stop((struct sim_op){.kind = SIM_WORD, .word = w});
    if (*w != value) {
        sim_story("futex", 0, "does not sleep: %s has changed", sim_word_name(w));
        return EAGAIN;
    }
    struct sim_thread *me = sim_me();
    sim_story("futex", 0, "sleeps on %s", sim_word_name(w));
    unsigned alt =
        sim_stop((struct sim_op){.kind = SIM_ASLEEP, .word = w, .deadline = deadline.ns});
    me->woken = false;
    switch (alt) {
    case SIM_SPURIOUS:
        me->spurious--;
        sim_story("futex", 0, "wakes for no reason");
        return 0;
    case SIM_EINTR:
        me->eintr--;
        sim_story("futex", 0, "is interrupted by a signal");
        return EINTR;
    case SIM_TIMEOUT:
        if (me->clock < deadline.ns)
            me->clock = deadline.ns < SIM_LONG ? deadline.ns : SIM_LONG;
        sim_story("futex", 0, "times out");
        return ETIMEDOUT;
    default: sim_story("futex", 0, "is awake"); return 0;
    }
}

void pawl_futex_wake_(pawl_word *w, int n)
{
    unsigned skip = sim_stop((struct sim_op){.kind = SIM_WAKE, .word = w});
    for (int i = 0; i < sim_core->nthreads && n > 0; i++) {
        struct sim_thread *t = &sim_core->threads[i];
        if (!sim_sleeps_on(t, w) || skip-- > 0)
            continue;
        t->woken = true;
        n--;
        sim_story("futex", 0, "wakes T%d", i);
    }
}

// ---- bucket sections ----------------------------------------------------------------------------

// The real ones, which park/lowlock.c defines here under these names.
void sim_real_lowlock_lock_(struct pawl_lowlock *l);
void sim_real_lowlock_unlock_(struct pawl_lowlock *l);

void pawl_lowlock_lock_(struct pawl_lowlock *l)
{
    if (sim_budget->whole_table) {
        sim_real_lowlock_lock_(l);
        return;
    }
    sim_stop((struct sim_op){.kind = SIM_SECTION, .word = &l->state});
    sim_section_(true);
}

void pawl_lowlock_unlock_(struct pawl_lowlock *l)
{
    if (sim_budget->whole_table)
        sim_real_lowlock_unlock_(l);
    else
        sim_section_(false);
}

const char pawl_environment_;

// ---- spinning -----------------------------------------------------------------------------------

bool pawl_spin_(struct pawl_spin *spin)
{
    (void)spin;
    struct sim_thread *me = sim_me();
    if (me->spins == 0 || sim_stop((struct sim_op){.kind = SIM_SPIN}) == 0)
        return false;
    me->spins--;
    sim_story("spin", 0, "spins");
    return true;
}

bool pawl_spin_briefly_(struct pawl_spin *spin)
{
    return pawl_spin_(spin);
}

// The same for the editions (editions/go_spin.h).
bool pawl_go_can_spin_(int iter)
{
    (void)iter;
    return sim_me()->spins > 0 && sim_stop((struct sim_op){.kind = SIM_SPIN}) != 0;
}

void pawl_go_do_spin_(void)
{
    sim_me()->spins--;
    sim_story("spin", 0, "spins");
}

// sema/overdue.c is about time, which here passes by choice.
bool pawl_sema_overdue_(const pawl_sema *s)
{
    (void)s;
    return !sim_budget->punctual && sim_stop((struct sim_op){.kind = SIM_GUESS}) != 0;
}

void pawl_sema_expect_(const pawl_sema *s)
{
    (void)s;
}

// Each of n as the explorer likes.
uint32_t pawl_random_(uint32_t n)
{
    uint32_t chosen = 0;
    while (chosen + 1 < n && sim_stop((struct sim_op){.kind = SIM_GUESS}) != 0)
        chosen++;
    return chosen;
}

unsigned pawl_cpus_(void)
{
    return 2;
}

void pawl_pause_(void)
{
}

// ---- agents, the table, the end -----------------------------------------------------------------

struct pawl_parker *sim_parker(int thread)
{
    _Static_assert(sizeof(struct pawl_parker) == sizeof(uint32_t), "a parker is its word");
    return (struct pawl_parker *)(void *)&sim_core->threads[thread].parker;
}

struct pawl_parker *pawl_parker_self_(void)
{
    return pawl_task_here_() ? pawl_tasks_.self() : sim_parker(sim_self());
}

// No client's thread waits in a wait.
struct pawl_parker *pawl_parker_lend_(void)
{
    return pawl_task_here_() ? pawl_tasks_.lend() : sim_parker(sim_self());
}

void pawl_parker_return_(struct pawl_parker *lent)
{
    if (pawl_task_owns_(lent))
        pawl_tasks_.give_back(lent);
}

uint32_t pawl_agent_self_(void)
{
    return (uint32_t)sim_self() + 1;
}

void pawl_agent_call_(void (*fn)(void *arg), void *arg, void (*at_end)(void *object), void *object)
{
    fn(arg);
    at_end(object);
}

// Threads move between the two CPUs there are as the explorer likes.
unsigned pawl_cpu_(void)
{
    return sim_stop((struct sim_op){.kind = SIM_GUESS});
}

static struct pawl_process *process; // in the arena

void sim_new_process(void)
{
    process = sim_alloc(sizeof *process);
    process->table = sim_alloc(sizeof *process->table);
    process->table->life = PAWL_TABLE_CLEAN;
    process->used = process->table->entered = 1; // the first wait of a process is fork_client.c's
}

const struct pawl_process *sim_process(void)
{
    return process;
}

struct pawl_process *pawl_process_(void)
{
    if (sim_budget->ghosts && pawl_word_load_rlx(&process->table->life) == PAWL_TABLE_WIPED)
        pawl_table_revive_(process);
    return process;
}

void pawl_fatal_(const char *text, const void *lock)
{
    (void)lock;
    sim_violation(text);
    __builtin_trap(); // setup and final checks do not misuse locks
}

void sim_pause(const char *what)
{
    sim_stop((struct sim_op){.kind = SIM_PAUSE});
    sim_story("", 0, "%s", what);
}

void sim_await(bool (*ready)(void *arg), void *arg, const char *what)
{
    sim_stop((struct sim_op){.kind = SIM_AWAIT, .ready = ready, .arg = arg});
    sim_story("", 0, "%s", what);
}
