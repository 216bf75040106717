// profiled_lock.c - which lock is it, and where was it called?
// SPDX-License-Identifier: MIT
#include "watch/profiled.h"

// The calls that led here, from the one that the event tells of on.
struct pawl_stack pawl_profiled_stack_(const struct pawl_profiled *p)
{
    uintptr_t pcs[PAWL_UNWIND_MAX], at[PAWL_UNWIND_MAX];
    size_t count = pawl_unwind_(&p->thread->stack, pcs, at, PAWL_UNWIND_MAX);
    size_t first = 0;
    while (first < count && pcs[first] != (uintptr_t)p->event->caller)
        first++;
    if (first == count)
        first = 0; // not known: the reader strips our own calls by their names
    struct pawl_stack stack = {0, {0}};
    while (first < count && stack.depth < PAWL_RECORD_FRAMES)
        stack.pcs[stack.depth++] = pcs[first++];
    return stack;
}

static struct pawl_record_object *enter(const struct pawl_profiled *p, bool initialised)
{
    struct pawl_stack born = pawl_profiled_stack_(p);
    uintptr_t address = (uintptr_t)p->event->lock;
    uint32_t lock = pawl_record_lock_(p->record, address, p->event->kind, &born, initialised);
    return pawl_record_enter_(p->record, address, lock);
}

struct pawl_record_object *pawl_profiled_object_(const struct pawl_profiled *p)
{
    struct pawl_record_object *o = pawl_record_find_(p->record, (uintptr_t)p->event->lock);
    return o ? o : enter(p, false);
}

void pawl_profiled_destroy_(const struct pawl_profiled *p)
{
    pawl_record_forget_(p->record, (uintptr_t)p->event->lock);
}

void pawl_profiled_init_(const struct pawl_profiled *p)
{
    pawl_profiled_destroy_(p); // it may have been left without an end
    enter(p, true);
}
