// check_stack.c - the calls that led to a lock, remembered.
// SPDX-License-Identifier: MIT
//
// Every acquisition keeps its stack, but most have been here before: on the same depth of the same
// thread's stack, called from the same place. Then the return addresses above are most likely the
// same as well, and that is quick to see, as it is known where they lie.
#include "watch/checked.h"
#include "watch/tables.h"

#include <string.h>

enum { MISSES = 64 }; // of a set, on average: more is too small a table

static size_t bytes_of(uint32_t sets)
{
    return (size_t)sets * PAWL_CHECK_WAYS * sizeof(struct pawl_check_seen);
}

static bool is_still_there(const struct pawl_check_seen *s)
{
    for (uint32_t i = 1; i < s->count; i++)
        if ((uint32_t)((const uintptr_t *)s->sp)[s->at[i]] != s->pcs[i])
            return false;
    return true;
}

// What cannot be verified is not remembered.
static void remember(struct pawl_check_seen *s, const uintptr_t *pcs, const uintptr_t *at,
                     uint32_t count)
{
    s->count = count;
    for (uint32_t i = 0; i < count; i++) {
        uintptr_t words = (at[i] - s->sp) / sizeof(uintptr_t);
        if (i > 0 && (at[i] < s->sp || words > UINT16_MAX)) {
            s->pc = 0;
            return;
        }
        s->at[i] = (uint16_t)words;
        s->pcs[i] = (uint32_t)pcs[i];
    }
}

static uint32_t capture(const struct pawl_checked *c, struct pawl_check_seen *s)
{
    enum { MOST = PAWL_CHECK_FRAMES + 8 }; // our own come first
    uintptr_t pcs[MOST], at[MOST];
    size_t count = pawl_unwind_(&c->self->stack, pcs, at, MOST);
    size_t first = 0;
    while (first < count && pcs[first] != (uintptr_t)c->event->caller)
        first++;
    if (first == count)
        first = 0; // not known: the reader strips our own calls by their names
    size_t depth = count - first < PAWL_CHECK_FRAMES ? count - first : PAWL_CHECK_FRAMES;
    struct pawl_stack stack = {.depth = depth};
    for (size_t i = 0; i < depth; i++)
        stack.pcs[i] = pcs[first + i];
    s->stack = pawl_record_stack_(&c->record->head, &stack);
    if (s->pc != 0 && s->stack != 0)
        remember(s, pcs + first, at + first, (uint32_t)depth);
    else
        s->pc = 0;
    return s->stack;
}

void pawl_check_stack_begin_(struct pawl_check_self *t)
{
    pawl_check_stack_end_(t);
    memset(t->first_seen, 0, sizeof t->first_seen);
    t->seen = t->first_seen;
    t->sets = PAWL_CHECK_SEEN;
    t->misses = 0;
}

void pawl_check_stack_end_(struct pawl_check_self *t)
{
    if (t->seen && t->seen != t->first_seen)
        pawl_scratch_end_(t->seen, bytes_of(t->sets));
    t->seen = NULL;
}

// A thread that comes by many ways remembers more of them.
static bool grow(struct pawl_check_self *t)
{
    t->misses = 0;
    if (t->sets >= PAWL_CHECK_MOST_SEEN)
        return false;
    struct pawl_check_seen *more = pawl_scratch_(bytes_of(4 * t->sets));
    if (!more)
        return false;
    pawl_check_stack_end_(t);
    t->seen = more;
    t->sets *= 4;
    return true;
}

__attribute__((__noinline__)) uint32_t pawl_check_stack_(const struct pawl_checked *c)
{
    uintptr_t pc = (uintptr_t)c->event->caller;
    uintptr_t sp = (uintptr_t)__builtin_dwarf_cfa();
    struct pawl_check_self *t = c->self;
    uint64_t set = pawl_check_mix_(pc, sp) >> 32 & (t->sets - 1);
    struct pawl_check_seen *ways = &t->seen[set * PAWL_CHECK_WAYS];
    for (uint32_t i = 0; i < PAWL_CHECK_WAYS; i++)
        if (ways[i].pc == pc && ways[i].sp == sp && pc != 0 && is_still_there(&ways[i]))
            return ways[i].stack;
    if (t->misses++ > MISSES * t->sets && grow(t))
        ways = &t->seen[(pawl_check_mix_(pc, sp) >> 32 & (t->sets - 1)) * PAWL_CHECK_WAYS];
    struct pawl_check_seen *s = &ways[t->misses % PAWL_CHECK_WAYS];
    s->pc = pc;
    s->sp = sp;
    return capture(c, s);
}

uint32_t pawl_check_call_(struct pawl_check_record *r, uintptr_t pc)
{
    struct pawl_stack stack = {.depth = 1, .pcs = {pc}};
    return pawl_record_stack_(&r->head, &stack);
}
