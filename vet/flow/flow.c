// flow.c - goes through all functions, callees first.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdlib.h>

struct vet_program *vet_flow_program(const struct vet_flow *f)
{
    return f->program;
}

const struct vet_locks *vet_flow_locks(const struct vet_flow *f)
{
    return f->locks;
}

void *vet_flow_watched(const struct vet_flow *f)
{
    return f->watched;
}

// ---- who calls whom -----------------------------------------------------------------------------

static void add_caller(const struct vet_function *callee, const struct vet_function *caller,
                       const struct vet_op *op)
{
    struct vet_summary *s = callee->summary;
    if (s->caller_count == s->caller_room) {
        s->caller_room = s->caller_room ? s->caller_room * 2 : 4;
        s->callers = xrealloc(s->callers, s->caller_room * sizeof *s->callers);
    }
    s->callers[s->caller_count++] = (struct vet_call){caller, op};
}

static void find_calls(const struct vet_function *function)
{
    for (size_t b = 0; b < function->block_count; b++)
        for (size_t i = 0; i < function->blocks[b]->op_count; i++) {
            const struct vet_op *op = &function->blocks[b]->ops[i];
            if (op->kind != VET_OP_CALL || !op->function || !op->function->summary)
                continue;
            add_caller(op->function, function, op);
        }
}

size_t vet_callers(struct vet_flow *f, const struct vet_function *function,
                   const struct vet_call **out)
{
    (void)f;
    *out = function->summary ? function->summary->callers : NULL;
    return function->summary ? function->summary->caller_count : 0;
}

size_t vet_may_take(struct vet_flow *f, const struct vet_function *function,
                    const struct vet_taken **out)
{
    (void)f;
    *out = function->summary ? function->summary->taken : NULL;
    return function->summary ? function->summary->taking_count : 0;
}

// ---- callees first ------------------------------------------------------------------------------

// Where a function is on the way down: which of its calls comes next.
struct frame {
    struct vet_function *function;
    size_t block, op;
};

static struct vet_function *mutable_one(struct vet_flow *f, const struct vet_map *numbers,
                                        const struct vet_function *function)
{
    size_t n = vet_map_find(numbers, function);
    return n == SIZE_MAX ? NULL : f->program->functions[n];
}

static struct vet_function *next_callee(struct vet_flow *f, const struct vet_map *numbers,
                                        struct frame *at)
{
    const struct vet_function *function = at->function;
    for (; at->block < function->block_count; at->block++, at->op = 0) {
        const struct vet_block *b = function->blocks[at->block];
        while (at->op < b->op_count) {
            const struct vet_op *op = &b->ops[at->op++];
            const struct vet_function *callee = op->kind == VET_OP_CALL ? op->function : NULL;
            if (callee && callee->is_defined && callee->summary &&
                callee->summary->progress == VET_FRESH)
                return mutable_one(f, numbers, callee);
        }
    }
    return NULL;
}

static void summarise_below(struct vet_flow *f, const struct vet_map *numbers,
                            struct vet_function *function)
{
    size_t depth = 0, room = 64;
    struct frame *stack = xrealloc(NULL, room * sizeof *stack);
    stack[depth++] = (struct frame){function, 0, 0};
    function->summary->progress = VET_UNDERWAY;
    while (depth) {
        struct vet_function *callee = next_callee(f, numbers, &stack[depth - 1]);
        if (!callee) {
            vet_summarise(f, stack[--depth].function);
            continue;
        }
        if (depth == room)
            stack = xrealloc(stack, (room *= 2) * sizeof *stack);
        callee->summary->progress = VET_UNDERWAY;
        stack[depth++] = (struct frame){callee, 0, 0};
    }
    free(stack);
}

struct vet_flow *vet_flow_new(struct vet_program *p, const struct vet_locks *l,
                              const struct vet_watch *w)
{
    struct vet_flow *f = xcalloc(1, sizeof *f);
    struct vet_map numbers = {0};
    f->program = p;
    f->locks = l;
    f->watch = w;
    for (size_t i = 0; i < p->function_count; i++) {
        p->functions[i]->summary = vet_allocate(p, sizeof(struct vet_summary));
        vet_map_put(&numbers, p->functions[i], i);
    }
    for (size_t i = 0; i < p->function_count; i++)
        find_calls(p->functions[i]);
    vet_find_reentrant(f);
    if (w)
        f->watched = w->open(f);
    for (size_t i = 0; i < p->function_count; i++)
        if (p->functions[i]->is_defined && p->functions[i]->summary->progress == VET_FRESH)
            summarise_below(f, &numbers, p->functions[i]);
    vet_map_free(&numbers);
    return f;
}

static void free_summary(struct vet_summary *s)
{
    if (s->plan)
        vet_plan_free(s->plan);
    vet_map_free(&s->writes);
    free(s->exits);
    free(s->events);
    free(s->callers);
}

void vet_flow_free(struct vet_flow *f)
{
    for (size_t i = 0; i < f->program->function_count; i++)
        if (f->program->functions[i]->summary)
            free_summary(f->program->functions[i]->summary);
    vet_map_free(&f->infos);
    vet_map_free(&f->classes);
    vet_map_free(&f->results);
    free(f->info);
    free(f->class);
    free(f->result);
    if (f->watch)
        f->watch->close(f->watched);
    free(f);
}
