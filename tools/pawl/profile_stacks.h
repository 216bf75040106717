// profile_stacks.h - the stacks of one record, with names: those that look alike become one.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_STACKS_H
#define PAWL_TOOLS_PROFILE_STACKS_H

#include "profile_places.h"

struct stacks;

// stacks_new gives process its stack 0, the unknown one.
struct stacks *stacks_new(struct profile_process *process, struct places *places,
                          const struct pawl_record_head *r);

// stacks_index returns the index in the process of a stack of the record, which becomes part of it
// when it is first asked for.
size_t stacks_index(struct stacks *s, uint32_t stack);

// stack_read returns one stack by itself, with names; its frames are to be freed.
struct profile_stack stack_read(struct places *places, const struct pawl_record_stack *from);

void stacks_free(struct stacks *s);

#endif
