// context_ucontext.c - from one stack to another, where there is no assembly for it.
// SPDX-License-Identifier: MIT
//
// By POSIX's ucontext, which saves the signal mask, too: two system calls for each switch.
#include "goroutine/context.h"

#include <stdint.h>
#include <string.h>
#include <ucontext.h>

// Lies on the stack of the one that is off the CPU.
struct context {
    ucontext_t state;
    void *note; // what it is told by the one that switches to it
    void (*entry)(void *note);
};

void *pawl_context_switch_(void **from, void *to, void *note)
{
    struct context self, *next = to;
    *from = &self;
    next->note = note;
    swapcontext(&self.state, &next->state);
    return self.note;
}

// makecontext passes ints only.
static void begin(unsigned high, unsigned low)
{
    struct context *self = (struct context *)((uintptr_t)high << 16 << 16 | low);
    self->entry(self->note);
}

void *pawl_context_make_(void *top, void (*entry)(void *note))
{
    uintptr_t place = ((uintptr_t)top - sizeof(struct context)) & ~(uintptr_t)63;
    struct context *self = (struct context *)place;
    memset(self, 0, sizeof *self);
    getcontext(&self->state);
    // Below the context; the caller's stack is large enough, and where it ends is not known here.
    self->state.uc_stack.ss_sp = (void *)(place - 16384);
    self->state.uc_stack.ss_size = 16384;
    self->state.uc_link = NULL;
    self->entry = entry;
    makecontext(&self->state, (void (*)(void))begin, 2, (unsigned)(place >> 16 >> 16),
                (unsigned)place);
    return self;
}
