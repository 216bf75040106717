// fiber.h - goroutines' fibers in the model checker: takes the place of goroutine/fiber.h.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_FIBER_H
#define PAWL_SRC_GOROUTINE_FIBER_H

#include <pawl/base.h>

#include "sim/core.h"

struct pawl_fiber {
    struct sim_fiber sim;
};

static inline void pawl_fiber_of_thread_(struct pawl_fiber *f)
{
    f->sim.stack = sim_self();
}

static inline void pawl_fiber_make_(struct pawl_fiber *f, void *low, size_t size,
                                    void (*entry)(void *note))
{
    (void)size;
    f->sim = (struct sim_fiber){.stack = sim_stack_of(low), .entry = entry};
}

#define pawl_fiber_switch_(from, to, note, last) sim_switch(&(from)->sim, &(to)->sim, note, last)

static inline void pawl_fiber_begun_(struct pawl_fiber *self, void *note)
{
    (void)self;
    (void)note;
}

#endif
