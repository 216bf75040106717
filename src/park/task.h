// task.h - waiters that are not threads. Goroutines register here what they do differently.
// SPDX-License-Identifier: MIT
//
// A task runs on a stack of its own in one range of addresses, and its parkers lie in that range,
// too: so one comparison tells whether the caller, or the owner of a parker, is a task. The table
// is all zero until there are tasks: then the range is empty, and nothing below is called.
#ifndef PAWL_SRC_PARK_TASK_H
#define PAWL_SRC_PARK_TASK_H

#include "base/deadline.h"

#include <stdbool.h>
#include <stdint.h>

struct pawl_parker;

struct pawl_tasks {
    uintptr_t base, size;

    // For the calling task, what park.h and agent.h say.
    struct pawl_parker *(*self)(void);
    struct pawl_parker *(*lend)(void);
    void (*give_back)(struct pawl_parker *lent);
    bool (*park)(struct pawl_parker *p, struct pawl_deadline deadline);
    void **(*slot)(void);
    uint32_t *(*agent)(void); // where its number is kept; 0 there: none yet

    // What the calling task is about to sleep for: wait.h. For messages only.
    void (*waits_for)(unsigned how, const void *lock);

    // May the calling task spin, or would it keep others from running?
    bool (*may_spin)(void);

    // The owner of p, a task that was ASLEEP, may go; at once, if that can be done.
    void (*ready)(struct pawl_parker *p);
    void (*run)(struct pawl_parker *p);
};

// Written once, before the first task.
extern struct pawl_tasks pawl_tasks_;

// pawl_task_owns_ tells whether p belongs to a task.
static inline bool pawl_task_owns_(const struct pawl_parker *p)
{
    return (uintptr_t)p - pawl_tasks_.base < pawl_tasks_.size;
}

// pawl_task_here_ tells whether the caller is a task. The stack pointer says it, and not a
// thread-local variable: a task moves between threads, and compilers remember where they found one.
static inline bool pawl_task_here_(void)
{
    return (uintptr_t)__builtin_frame_address(0) - pawl_tasks_.base < pawl_tasks_.size;
}

#endif
