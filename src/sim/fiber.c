// fiber.c - threads that leave their stack for another.
// SPDX-License-Identifier: MIT
#include "sim/core.h"

#include <string.h>

void *sim_fibers(int n, size_t top)
{
    sim_core->nfibers = n;
    sim_core->fiber_top = top;
    for (int i = SIM_MAX_THREADS; i < SIM_MAX_THREADS + n; i++)
        sim_core->sp[i] = sim_stack_top(i);
    return sim_stack(SIM_MAX_THREADS);
}

int sim_stack_of(const void *p)
{
    return (int)(((const char *)p - sim_stack(0)) / SIM_STACK_SIZE);
}

// From one to the other, within a step.
static struct sim_fiber *entered;
static void *passed;

static void fiber_main(void)
{
    void (*entry)(void *note) = entered->entry;
    entered->entry = NULL;
    entry(passed);
}

void *sim_switch(struct sim_fiber *from, struct sim_fiber *to, void *note, bool last)
{
    struct sim_thread *me = sim_me();
    sim_core->sp[me->stack] = last ? sim_stack_top(me->stack) : sim_stack_pointer();
    passed = note;
    if (last)
        memset(from, 0, sizeof *from);
    if (last || _setjmp(from->at) == 0) {
        me->stack = to->stack;
        sim_scrub(to->stack, 0);
        entered = to;
        if (to->entry)
            sim_begin_on(to->stack, fiber_main);
        _longjmp(to->at, 1);
    }
    return passed;
}
