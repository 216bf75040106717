// stack.h - goroutines' stacks in the model checker: takes the place of goroutine/stack.h.
// SPDX-License-Identifier: MIT
//
// One size, and as many as the client has asked for. A goroutine that has ended keeps its own.
#ifndef PAWL_SRC_GOROUTINE_STACK_H
#define PAWL_SRC_GOROUTINE_STACK_H

#include "sim/core.h"

struct pawl_g;

#define PAWL_STACK_SMALLEST ((size_t)SIM_STACK_SIZE)

struct pawl_stacks {
    uintptr_t base, size;
    unsigned class_shift;
};
extern struct pawl_stacks pawl_stacks_;

struct pawl_stack_cache {
    unsigned count;
};

void pawl_stack_give_(struct pawl_g *g, struct pawl_stack_cache *cache);
void pawl_stack_watch_overflow_(void);

#endif
