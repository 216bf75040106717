// profile_stacks.c - the stacks of one record, with names: those that look alike become one.
// SPDX-License-Identifier: MIT
//
// Two calls in one line, or one that the compiler has doubled, have two addresses, and nobody who
// reads a report wants to see them apart.
#include "profile_stacks.h"

#include "profile_wrappers.h"
#include "xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct stacks {
    struct profile_process *process;
    struct places *places;
    const struct pawl_record_head *record;
    size_t known[PAWL_RECORD_STACKS]; // index into the process' stacks; 0: not yet there
    void *tree;                       // of its stacks, by their looks
};

struct stacks *stacks_new(struct profile_process *process, struct places *places,
                          const struct pawl_record_head *r)
{
    struct stacks *s = xcalloc(1, sizeof *s);
    *s = (struct stacks){.process = process, .places = places, .record = r};
    process->stacks = xcalloc(PAWL_RECORD_STACKS, sizeof *process->stacks); // they never move
    process->stack_count = 1;
    return s;
}

static void keep(void *stack)
{
    (void)stack; // it is the process'
}

void stacks_free(struct stacks *s)
{
    tdestroy(s->tree, keep);
    free(s);
}

// ---- one stack ----------------------------------------------------------------------------------

static void append_frames(struct profile_stack *s, const struct place_frames *more)
{
    s->frames = xrealloc(s->frames, (s->depth + more->count) * sizeof *s->frames);
    memcpy(s->frames + s->depth, more->frames, more->count * sizeof *s->frames);
    s->depth += more->count;
}

// Nobody needs to see them, but call sites are found by them: they move to the end.
static void set_our_own_aside(struct profile_stack *s)
{
    while (s->depth > 0 && profile_is_ours(&s->frames[0])) {
        struct profile_frame first = s->frames[0];
        s->depth--;
        memmove(s->frames, s->frames + 1, (s->depth + s->ours) * sizeof *s->frames);
        s->frames[s->depth + s->ours++] = first;
    }
}

struct profile_stack stack_read(struct places *places, const struct pawl_record_stack *from)
{
    struct profile_stack stack = {0};
    for (size_t i = 0; i < from->depth; i++) {
        if (from->frames[i] != 0)
            append_frames(&stack, places_call(places, from->frames[i]));
    }
    set_our_own_aside(&stack);
    return stack;
}

// ---- those that look alike ----------------------------------------------------------------------

static int order_of_words(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)a; // equal texts of a profile are one
    uintptr_t y = (uintptr_t)b;
    return (x > y) - (x < y);
}

static int order_of_frames(const struct profile_frame *a, const struct profile_frame *b)
{
    int order = order_of_words(a->function, b->function);
    if (order == 0)
        order = order_of_words(a->file, b->file);
    if (order == 0)
        order = order_of_words(a->module, b->module);
    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    if (order || (a->function && a->file) || a->offset == b->offset)
        return order;
    return a->offset > b->offset ? 1 : -1;
}

static int order_of_stacks(const void *a, const void *b)
{
    const struct profile_stack *x = a;
    const struct profile_stack *y = b;
    int order = (x->depth > y->depth) - (x->depth < y->depth);
    for (size_t i = 0; order == 0 && i < x->depth; i++)
        order = order_of_frames(&x->frames[i], &y->frames[i]);
    // Two calls on one line: of one the call site is found by our own frames.
    return order ? order : (x->ours > 0) - (y->ours > 0);
}

static size_t index_of(struct stacks *s, struct profile_stack stack)
{
    struct profile_process *p = s->process;
    struct profile_stack *last = &p->stacks[p->stack_count];
    if (stack.depth == 0) {
        free(stack.frames);
        return 0;
    }
    *last = stack;
    struct profile_stack *const *found = tsearch(last, &s->tree, order_of_stacks);
    if (!found || *found == last)
        return p->stack_count++;
    free(stack.frames);
    *last = (struct profile_stack){0};
    return (size_t)(*found - p->stacks);
}

size_t stacks_index(struct stacks *s, uint32_t stack)
{
    if (stack > 0 && s->known[stack] == 0)
        s->known[stack] = index_of(s, stack_read(s->places, &s->record->stacks[stack]));
    return s->known[stack];
}
