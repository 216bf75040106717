// live.c - which variables, fields and results may still decide something, from where on.
// SPDX-License-Identifier: MIT
//
// What nobody will ask about is forgotten: paths that differ in nothing else go on as one.
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct live {
    struct vet_flow *flow;
    struct vet_plan *plan;
    uint64_t *now; // at the place that is looked at
    bool counting; // only gives numbers to tokens
};

static size_t token(struct live *l, const void *t)
{
    size_t number = vet_map_find(&l->plan->tokens, t);
    if (number == SIZE_MAX && l->counting)
        vet_map_put(&l->plan->tokens, t, number = l->plan->tokens.used);
    return number;
}

static void use(struct live *l, const void *t)
{
    size_t number = token(l, t);
    if (!l->counting && number != SIZE_MAX)
        l->now[number / 64] |= (uint64_t)1 << number % 64;
}

static void use_value(struct live *l, const struct vet_value *v);

static void use_place(struct live *l, const struct vet_place *p)
{
    for (; p; p = p->base) {
        if (p->variable)
            use(l, p->variable);
        if (p->field)
            use(l, p->field);
        if (p->value)
            use_value(l, p->value);
    }
}

static void use_value(struct live *l, const struct vet_value *v)
{
    if (!v)
        return;
    switch (v->kind) {
    case VET_VALUE_LOAD:
    case VET_VALUE_ADDRESS: use_place(l, v->place); break;
    case VET_VALUE_CALL:
        if (v->function)
            use(l, v->function);
        for (size_t i = 0; i < v->argument_count; i++)
            use_value(l, v->arguments[i]);
        break;
    case VET_VALUE_UNARY: use_value(l, v->left); break;
    case VET_VALUE_BINARY:
        use_value(l, v->left);
        use_value(l, v->right);
        break;
    default: break;
    }
}

const void *vet_token_of(const struct vet_place *p)
{
    while (p->kind == VET_PLACE_ELEMENT)
        p = p->base;
    if (p->kind == VET_PLACE_FIELD)
        return p->field;
    if (p->kind == VET_PLACE_VARIABLE)
        return p->variable;
    const struct vet_value *v = p->value;
    return v->kind == VET_VALUE_LOAD ? vet_token_of(v->place) : v->function;
}

static bool has(const struct live *l, const void *t)
{
    size_t number = t ? vet_map_find(&l->plan->tokens, t) : SIZE_MAX;
    return number != SIZE_MAX && (l->counting || l->now[number / 64] >> number % 64 & 1);
}

static void drop(struct live *l, const void *t)
{
    size_t number = vet_map_find(&l->plan->tokens, t);
    if (!l->counting && number != SIZE_MAX)
        l->now[number / 64] &= ~((uint64_t)1 << number % 64);
}

static void before_op(struct live *l, const struct vet_op *op)
{
    if (op->kind == VET_OP_DECLARE && op->place && op->place->variable) {
        drop(l, op->place->variable);
    } else if (op->kind == VET_OP_ASSIGN && op->place) {
        const void *t = vet_token_of(op->place);
        if (!l->counting && !has(l, t))
            return;
        if (op->place->kind == VET_PLACE_VARIABLE)
            drop(l, t);
        use_place(l, op->place->base);
        if (op->place->value)
            use_value(l, op->place->value);
        use_value(l, op->value);
    } else if (op->kind == VET_OP_CALL) {
        const struct vet_call_info *info = vet_info_of(l->flow, op);
        if (info->effect_count || info->taking_count || info->confused_count)
            for (size_t i = 0; i < op->argument_count; i++)
                use_value(l, op->arguments[i]);
        // Behind an argument, or in it: *guard, guard->lock.
        for (size_t i = 0; i < info->effect_count; i++)
            use_place(l, info->effects[i].lock);
    }
}

static void before_block(struct live *l, const struct vet_function *f, const struct vet_block *b)
{
    if (b->value)
        use_value(l, b->value);
    if (b->end == VET_END_RETURN)
        for (size_t i = 0; i < f->parameter_count; i++)
            if (f->parameters[i] && f->parameters[i]->type &&
                (f->parameters[i]->type->kind == VET_SCALAR) &&
                vet_map_find(&l->plan->tokens, f->parameters[i]) != SIZE_MAX)
                use(l, f->parameters[i]);
    for (size_t i = b->op_count; i-- > 0;)
        before_op(l, &b->ops[i]);
}

static bool look_at(struct live *l, const struct vet_function *f, const struct vet_block *b)
{
    size_t words = l->plan->words;
    memset(l->now, 0, words * sizeof *l->now);
    for (size_t n = 0; n < b->next_count; n++)
        for (size_t w = 0; w < words; w++)
            l->now[w] |= l->plan->live[b->next[n]->index * words + w];
    before_block(l, f, b);
    uint64_t *live = &l->plan->live[b->index * words];
    if (!memcmp(live, l->now, words * sizeof *live))
        return false;
    memcpy(live, l->now, words * sizeof *live);
    return true;
}

void vet_plan_liveness(struct vet_flow *f, struct vet_plan *plan,
                       const struct vet_function *function)
{
    struct live l = {.flow = f, .plan = plan, .counting = true};
    for (size_t r = plan->block_count; r-- > 0;)
        before_block(&l, function, function->blocks[plan->order[r]]);
    l.counting = false;
    plan->words = plan->tokens.used / 64 + 1;
    plan->live = vet_allocate(f->program, function->block_count * plan->words * sizeof *plan->live);
    l.now = xcalloc(plan->words, sizeof *l.now);
    for (bool again = true; again;) {
        again = false;
        for (size_t r = plan->block_count; r-- > 0;)
            again |= look_at(&l, function, function->blocks[plan->order[r]]);
    }
    free(l.now);
}

bool vet_is_live(const struct vet_plan *plan, unsigned block, const void *t)
{
    size_t number = t ? vet_map_find(&plan->tokens, t) : SIZE_MAX;
    return number != SIZE_MAX && (plan->live[block * plan->words + number / 64] >> number % 64 & 1);
}
