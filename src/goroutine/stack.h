// stack.h - the stacks of goroutines: where they lie, and whose a stack pointer is.
// SPDX-License-Identifier: MIT
//
// One range of addresses is reserved for all stacks, a part of it for each size class. A slot,
// which is aligned to its size, is from below: a guard, the stack, and at the top struct pawl_g. So
// the goroutine of a stack pointer is found without thread-local storage, and a struct pawl_g is
// never anything else: an unpark may still look at it when its goroutine is gone.
#ifndef PAWL_SRC_GOROUTINE_STACK_H
#define PAWL_SRC_GOROUTINE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pawl_g;

#define PAWL_STACK_SMALLEST ((size_t)32 << 10)
#define PAWL_STACK_CLASSES 9 // 32 KiB to 8 MiB
#define PAWL_STACK_DEFAULT ((size_t)64 << 10)

// Where the stacks are; size is 0 before the first goroutine. Written once.
struct pawl_stacks {
    uintptr_t base;
    uintptr_t size;
    unsigned class_shift; // each class has 1 << class_shift bytes of it
};
extern struct pawl_stacks pawl_stacks_;

// How large the slots of a class are.
static inline size_t pawl_stack_slot_(unsigned class_)
{
    return PAWL_STACK_SMALLEST << class_;
}

// pawl_stacks_reserve_ reserves the range, once; false: the system does not let it.
bool pawl_stacks_reserve_(void);

// Free stacks of one worker, for its own use. All zero: none.
struct pawl_stack_cache {
    struct pawl_g *free[PAWL_STACK_CLASSES];
    unsigned count[PAWL_STACK_CLASSES];       // in free
    struct pawl_g *batch[PAWL_STACK_CLASSES]; // a full one, NULL: none
};

// pawl_stack_take_ returns the struct pawl_g of a stack of at least size bytes, from the cache if
// there is one and it has one, else from what is free for all, else new. NULL: no memory. Its
// fields are as its last user left them, or zero; but g->low and g->class_ are set.
struct pawl_g *pawl_stack_take_(size_t size, struct pawl_stack_cache *cache);

// pawl_stack_give_ gives one back that nobody runs on any more.
void pawl_stack_give_(struct pawl_g *g, struct pawl_stack_cache *cache);

// pawl_stack_new_ makes one that never was, all zero but low and class_. NULL: no memory.
struct pawl_g *pawl_stack_new_(unsigned class_);

// pawl_stack_each_ calls visit(g, arg) for every struct pawl_g that was ever taken, in order of
// address, until it returns false.
void pawl_stack_each_(bool (*visit)(struct pawl_g *g, void *arg), void *arg);

// pawl_stack_at_ returns the slot that address lies in, NULL if none or if the slot has never been
// taken; *in_guard tells whether it is in the guard, or where that would be if there were not too
// many. May be called by signal handlers, as the one before.
struct pawl_g *pawl_stack_at_(uintptr_t address, bool *in_guard);

// pawl_stack_reset_ frees the locks of all this in a forked child.
void pawl_stack_reset_(void);
void pawl_depot_reset_(void);

// pawl_stack_watch_overflow_ lets SIGSEGV and SIGBUS of the calling thread, which runs goroutines,
// tell of a stack overflow: "fatal error: stack overflow" with the goroutine's number and name. Any
// other such signal goes where it went before. The thread gets a signal stack, if it has none.
void pawl_stack_watch_overflow_(void);

#endif
