// g.h - a goroutine, and the calling one.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_GOROUTINE_G_H
#define PAWL_SRC_GOROUTINE_G_H

#include "goroutine/exceptions.h"
#include "goroutine/fiber.h"
#include "goroutine/stack.h"
#include "park/park.h"

#include <pawl/go.h>

struct pawl_m;

// A wait may begin in another one (park.h), seldom in more.
#define PAWL_G_PARKERS 4

// What a goroutine does: for debuggers and messages. Only IDLE decides anything.
enum pawl_g_state { PAWL_G_IDLE, PAWL_G_READY, PAWL_G_RUNNING, PAWL_G_WAITING };

// Lies at the top of its stack's slot. Its parkers are parkers for ever.
struct pawl_g {
    _Alignas(64) struct pawl_fiber fiber;
    struct pawl_m *m;     // the thread that runs it: read again after each call that can wait
    struct pawl_g *next;  // on the list that it is on
    struct pawl_g *batch; // of the first one of a batch that is free: the next batch
    pawl_go_fn *fn;
    void *arg;
    pawl_waitgroup *wg; // that counts it, NULL: none
    uint64_t id;
    const char *name;
    uint32_t state;  // enum pawl_g_state
    uint32_t agent;  // its number among threads and goroutines (park/agent.h), 0: not asked yet
    unsigned lent;   // which parkers are, a bit each
    unsigned class_; // of its stack
    void *low;       // the lowest usable byte of its stack
    struct pawl_exceptions exceptions; // while it does not run
    void *slot;                        // an observer's (pawl_parker_slot_)
    unsigned how;                      // what it waited for last (park/wait.h): for messages
    const void *lock;
    struct pawl_parker parkers[PAWL_G_PARKERS];
};

// pawl_g_of_ returns the goroutine on whose stack address lies, NULL if it is no goroutine's.
static inline struct pawl_g *pawl_g_of_(uintptr_t address)
{
    uintptr_t offset = address - pawl_stacks_.base;
    if (PAWL_LIKELY(offset >= pawl_stacks_.size))
        return NULL;
    uintptr_t size = PAWL_STACK_SMALLEST << (offset >> pawl_stacks_.class_shift);
    return (struct pawl_g *)((address | (size - 1)) + 1 - sizeof(struct pawl_g));
}

// pawl_g_self_ returns the calling goroutine, NULL in a thread that is none. Costs a comparison and
// survives every switch: the stack pointer is the one register that cannot be stale.
static inline struct pawl_g *pawl_g_self_(void)
{
    return pawl_g_of_((uintptr_t)__builtin_frame_address(0));
}

#endif
