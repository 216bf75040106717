// kernel.c - the simulated operating system: futexes, bucket sections, clocks, spinning.
// SPDX-License-Identifier: MIT
#include "base/fatal.h"
#include "park/futex.h"
#include "park/lowlock.h"
#include "park/park.h"
#include "park/spin.h"
#include "sema/table.h"
#include "sim/core.h"

#include <pawl/mutex.h>

// ---- futex --------------------------------------------------------------------------------------

bool sim_asleep(int thread)
{
    return sim_core->threads[thread].op.kind == SIM_ASLEEP;
}

static bool sleeps_on(const struct sim_thread *t, const uint32_t *w)
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
    me->slept = true;
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
        if (!sleeps_on(t, w) || skip-- > 0)
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

// ---- time ---------------------------------------------------------------------------------------

void sim_clock_reset(int64_t deadline)
{
    struct sim_thread *me = sim_me();
    me->clock = SIM_T0;
    me->deadline = deadline;
    me->slept = false;
    me->spins = sim_budget->spins;
}

int64_t sim_clock(void)
{
    return sim_me()->clock;
}

// The next point in time after now that makes a difference to t; now if there is none.
static int64_t next_level(const struct sim_thread *t, int64_t now)
{
    int64_t next = now < SIM_LATE ? SIM_LATE : now;
    if (t->deadline > now && t->deadline <= SIM_LONG && (t->deadline < next || next == now))
        next = t->deadline;
    return next;
}

// Time matters around sleeping only, and there it may have passed or not, as the explorer likes.
int64_t pawl_now(void)
{
    struct sim_thread *me = sim_me();
    if (me == NULL || !me->slept)
        return SIM_T0;
    for (unsigned moves = sim_stop((struct sim_op){.kind = SIM_CLOCK}); moves > 0; moves--)
        me->clock = next_level(me, me->clock);
    sim_story("clock", 0, "is at %lld us", (long long)(me->clock / 1000));
    return me->clock;
}

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
    return sim_parker(sim_self());
}

static struct pawl_process *process; // in the arena

void sim_new_process(void)
{
    process = sim_alloc(sizeof *process);
    process->table = sim_alloc(sizeof *process->table);
    process->table->life = PAWL_TABLE_CLEAN;
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

// ---- what can happen next -----------------------------------------------------------------------

static int clock_moves(const struct sim_thread *t)
{
    int n = 0;
    for (int64_t now = t->clock; next_level(t, now) != now; now = next_level(t, now))
        n++;
    return n;
}

static int sleepers(const uint32_t *w)
{
    int n = 0;
    for (int i = 0; i < sim_core->nthreads; i++)
        n += sleeps_on(&sim_core->threads[i], w);
    return n;
}

struct list {
    struct sim_choice *out;
    int n;
    uint8_t thread;
};

static void add(struct list *l, unsigned alt, bool fair)
{
    l->out[l->n++] = (struct sim_choice){l->thread, (uint8_t)alt, fair};
}

static void add_up_to(struct list *l, int last)
{
    for (int alt = 0; alt <= last; alt++)
        add(l, (unsigned)alt, true);
}

static void add_asleep(struct list *l, const struct sim_thread *t)
{
    if (t->woken) {
        add(l, SIM_WOKEN, true);
        return;
    }
    if (t->spurious > 0)
        add(l, SIM_SPURIOUS, false);
    if (t->eintr > 0)
        add(l, SIM_EINTR, false);
    if (t->op.deadline != PAWL_NEVER)
        add(l, SIM_TIMEOUT, true);
}

static void add_choices(struct list *l, const struct sim_thread *t)
{
    switch (t->op.kind) {
    case SIM_RUNNING: break; // done
    case SIM_WORD:
    case SIM_PAUSE: add(l, 0, true); break;
    case SIM_CASW:
        add(l, 0, true);
        if (t->weak > 0 && *t->op.word == t->op.expected)
            add(l, 1, false);
        break;
    case SIM_AWAIT:
        if (t->op.ready(t->op.arg))
            add(l, 0, true);
        break;
    case SIM_SECTION:
        add(l, 0, true); // sections are one step: the lock is always free here
        break;
    case SIM_WAKE: {
        int n = sleepers(t->op.word);
        add_up_to(l, n > 1 ? n - 1 : 0);
        break;
    }
    case SIM_ASLEEP: add_asleep(l, t); break;
    case SIM_CLOCK: add_up_to(l, clock_moves(t)); break;
    case SIM_SPIN: add_up_to(l, 1); break;
    }
}

int sim_choices(struct sim_choice out[SIM_MAX_CHOICES])
{
    struct list l = {out, 0, 0};
    for (int i = 0; i < sim_core->nthreads; i++) {
        l.thread = (uint8_t)i;
        add_choices(&l, &sim_core->threads[i]);
    }
    return l.n;
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
