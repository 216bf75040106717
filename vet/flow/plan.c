// plan.c - a function's graph, made ready for being followed.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>

struct walk {
    const struct vet_function *function;
    struct vet_plan *plan;
    unsigned char *seen; // 1: underway, 2: done
    unsigned next;       // rank to give, from behind
};

static void mark_loops(struct walk *w);

// Depth first without recursion, as some functions have thousands of blocks.
static void order_blocks(struct walk *w)
{
    size_t n = w->function->block_count;
    unsigned *stack = xrealloc(NULL, n * sizeof *stack);
    size_t *child = xcalloc(n, sizeof *child), top = 0;
    stack[top++] = 0;
    w->seen[0] = 1;
    while (top) {
        const struct vet_block *b = w->function->blocks[stack[top - 1]];
        if (child[b->index] == b->next_count) {
            w->seen[b->index] = 2;
            w->plan->order[--w->next] = b->index;
            w->plan->rank[b->index] = w->next;
            top--;
            continue;
        }
        const struct vet_block *to = b->next[child[b->index]++];
        w->plan->come_from[to->index]++;
        if (!w->seen[to->index]) {
            w->seen[to->index] = 1;
            stack[top++] = to->index;
        }
    }
    free(stack);
    free(child);
    mark_loops(w);
}

// A block between the target of an edge that leads back, and its origin, in order, is taken for
// part of the loop: exact enough for what asks.
static void mark_loops(struct walk *w)
{
    for (size_t i = 0; i < w->function->block_count; i++) {
        const struct vet_block *b = w->function->blocks[i];
        if (!w->seen[i])
            continue;
        for (size_t n = 0; n < b->next_count; n++) {
            unsigned to = w->plan->rank[b->next[n]->index];
            for (unsigned r = to; r <= w->plan->rank[i]; r++)
                w->plan->in_loop[w->plan->order[r]] = true;
        }
    }
}

// Ranks begin at 0, but those of blocks that nothing leads to, which have none.
static void close_ranks(struct walk *w)
{
    size_t n = w->function->block_count, first = w->next;
    struct vet_plan *plan = w->plan;
    for (size_t r = first; r < n; r++)
        plan->order[r - first] = plan->order[r];
    for (size_t r = 0; r < n - first; r++)
        plan->rank[plan->order[r]] = (unsigned)r;
    plan->block_count = n - first;
}

static bool is_assigned(const struct vet_function *f, const struct vet_variable *v)
{
    for (size_t b = 0; b < f->block_count; b++)
        for (size_t i = 0; i < f->blocks[b]->op_count; i++) {
            const struct vet_op *op = &f->blocks[b]->ops[i];
            if (op->kind == VET_OP_ASSIGN && op->place && op->place->kind == VET_PLACE_VARIABLE &&
                op->place->variable == v)
                return true;
        }
    return false;
}

// What a parameter was at first needs a name of its own, if the parameter changes.
static const struct vet_place *shadow_of(struct vet_program *p, const struct vet_variable *v)
{
    char key[512];
    bool is_new;
    snprintf(key, sizeof key, "%.500s'", v->key);
    struct vet_variable *s = vet_variable(p, key, &is_new);
    if (is_new) {
        const char *k = s->key;
        *s = *v;
        s->key = k;
        s->address_taken = false;
    }
    return vet_variable_place(p, s);
}

static void name_parameters(struct vet_flow *f, struct vet_plan *plan,
                            const struct vet_function *function)
{
    plan->shadow = vet_allocate(f->program, (function->parameter_count + 1) * sizeof *plan->shadow);
    for (size_t i = 0; i < function->parameter_count; i++)
        if (function->parameters[i] && is_assigned(function, function->parameters[i]))
            plan->shadow[i] = shadow_of(f->program, function->parameters[i]);
}

static bool is_worth_it(struct vet_flow *f, const struct vet_function *function)
{
    if (function->promise_count)
        return true;
    for (size_t b = 0; b < function->block_count; b++)
        for (size_t i = 0; i < function->blocks[b]->op_count; i++) {
            const struct vet_op *op = &function->blocks[b]->ops[i];
            if (op->kind != VET_OP_CALL)
                continue;
            const struct vet_call_info *info = vet_info_of(f, op);
            if (info->effect_count || info->taking_count || info->confused_count)
                return true;
        }
    return false;
}

struct vet_plan *vet_plan_of(struct vet_flow *f, const struct vet_function *function)
{
    struct vet_summary *s = function->summary;
    if (s->plan)
        return s->plan;
    size_t n = function->block_count;
    struct vet_plan *plan = s->plan = vet_allocate(f->program, sizeof *plan);
    plan->rank = vet_allocate(f->program, n * sizeof *plan->rank);
    plan->order = vet_allocate(f->program, n * sizeof *plan->order);
    plan->come_from = vet_allocate(f->program, n * sizeof *plan->come_from);
    plan->in_loop = vet_allocate(f->program, n * sizeof *plan->in_loop);
    struct walk w = {function, plan, xcalloc(n, 1), (unsigned)n};
    for (size_t i = 0; i < n; i++)
        plan->rank[i] = (unsigned)n; // until it is known: not reached
    order_blocks(&w);
    close_ranks(&w);
    free(w.seen);
    plan->is_worth_it = is_worth_it(f, function);
    name_parameters(f, plan, function);
    vet_plan_liveness(f, plan, function);
    return plan;
}

void vet_plan_free(struct vet_plan *plan)
{
    vet_map_free(&plan->tokens);
}
