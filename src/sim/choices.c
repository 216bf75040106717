// choices.c - what can happen next, in a given state.
// SPDX-License-Identifier: MIT
#include "sim/core.h"

#include <pawl/clock.h>

static int clock_moves(const struct sim_thread *t)
{
    int n = 0;
    for (int64_t now = t->clock; sim_next_level(t, now) != now; now = sim_next_level(t, now))
        n++;
    return n;
}

static int sleepers(const uint32_t *w)
{
    int n = 0;
    for (int i = 0; i < sim_core->nthreads; i++)
        n += sim_sleeps_on(&sim_core->threads[i], w);
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
    case SIM_SPIN:
    case SIM_GUESS: add_up_to(l, 1); break;
    }
    if (t->cancelled && t->cancelable)
        add(l, SIM_CANCELLED, true);
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

// Choices that nobody may count on do not make a deadlock less of one.
bool sim_stuck(const struct sim_choice *choices, int n)
{
    for (int i = 0; i < n; i++)
        if (choices[i].fair)
            return false;
    return true;
}
