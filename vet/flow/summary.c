// summary.c - what is found out of a function, once what it calls has been looked at.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include <stdlib.h>

// ---- what it writes -----------------------------------------------------------------------------

static void add_written(struct vet_summary *s, const void *token)
{
    if (!token || s->writes_much || vet_map_find(&s->writes, token) != SIZE_MAX)
        return;
    if (s->writes.used == VET_WRITTEN) {
        s->writes_much = true;
        vet_map_free(&s->writes);
        return;
    }
    vet_map_put(&s->writes, token, 1);
}

static void add_place(struct vet_summary *s, const struct vet_place *p)
{
    while (p->kind == VET_PLACE_ELEMENT)
        p = p->base;
    if (p->kind == VET_PLACE_FIELD && !vet_is_private(p))
        add_written(s, p->field);
    else if (p->kind == VET_PLACE_VARIABLE && p->variable->kind == VET_GLOBAL)
        add_written(s, p->variable);
}

static void add_callee(struct vet_summary *s, const struct vet_function *callee)
{
    const struct vet_summary *c = callee ? callee->summary : NULL;
    if (!c || c->progress != VET_MADE || c->is_primitive)
        return;
    if (c->writes_much)
        s->writes_much = true;
    for (size_t i = 0; i < c->writes.size; i++)
        add_written(s, c->writes.entries[i].key);
}

static void find_writes(struct vet_summary *s, const struct vet_function *function)
{
    for (size_t b = 0; b < function->block_count; b++)
        for (size_t i = 0; i < function->blocks[b]->op_count; i++) {
            const struct vet_op *op = &function->blocks[b]->ops[i];
            if ((op->kind == VET_OP_ASSIGN || op->kind == VET_OP_COPY) && op->place)
                add_place(s, op->place);
            else if (op->kind == VET_OP_CALL)
                add_callee(s, op->function);
        }
}

// ---- the rest -----------------------------------------------------------------------------------

static bool never_returns(struct vet_flow *f, const struct vet_function *function,
                          const struct vet_plan *plan)
{
    for (size_t r = 0; r < plan->block_count; r++) {
        const struct vet_block *b = function->blocks[plan->order[r]];
        if (b->end != VET_END_RETURN)
            continue;
        bool ends_before = false;
        for (size_t i = 0; i < b->op_count && !ends_before; i++)
            ends_before =
                b->ops[i].kind == VET_OP_CALL && vet_info_of(f, &b->ops[i])->never_returns;
        if (!ends_before)
            return false;
    }
    return true;
}

// What a function returns that does nothing else: &lock->inner, or hub->protocol == 3.
static const struct vet_value *only_returns(const struct vet_function *function)
{
    const struct vet_block *b = function->blocks[0];
    if (b->end != VET_END_RETURN || !b->value || b->value->kind == VET_VALUE_UNKNOWN)
        return NULL;
    for (size_t i = 0; i < b->op_count; i++)
        if (b->ops[i].kind != VET_OP_READ && b->ops[i].kind != VET_OP_ADDRESS)
            return NULL;
    return b->value;
}

// A parameter that is returned on every way out.
static const struct vet_value *always_returns(struct vet_flow *f,
                                              const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    const struct vet_value *v = s->exit_count ? s->exits[0].value : NULL;
    for (size_t i = 1; i < s->exit_count; i++)
        if (s->exits[i].value != v)
            return NULL;
    for (size_t i = 0; v && i < function->parameter_count; i++) {
        const struct vet_place *p = vet_variable_place(f->program, function->parameters[i]);
        const struct vet_place *shadow = s->plan->shadow[i];
        if (v == vet_load(f->program, shadow ? shadow : p))
            return vet_load(f->program, p);
    }
    return NULL;
}

static void show_takings(struct vet_flow *f, struct vet_summary *s)
{
    s->taken = vet_allocate(f->program, (s->taking_count + 1) * sizeof *s->taken);
    for (size_t i = 0; i < s->taking_count; i++)
        s->taken[i] = s->takings[i]->taken;
}

static bool is_unchecked(const struct vet_function *function)
{
    for (size_t i = 0; i < function->promise_count; i++)
        if (function->promises[i].kind == VET_UNCHECKED)
            return true;
    return false;
}

static void give_up(struct vet_summary *s)
{
    s->given_up = true;
    s->exit_count = s->event_count = 0;
}

// ---- following ----------------------------------------------------------------------------------

static bool follow(struct vet_flow *f, const struct vet_function *function,
                   struct vet_record *record, bool guesses)
{
    struct vet_path start;
    const struct vet_watch *w = f->watch;
    vet_path_begin(&start, f, function, guesses);
    if (w)
        w->begin(f->watched, function);
    return vet_explore(f, function, &start, record, w ? w->visit : NULL, f->watched);
}

static bool starts_with_locks(const struct vet_summary *s)
{
    for (size_t i = 0; i < s->effect_count; i++)
        if (s->effects[i].lock && vet_is_guess(s->effects[i].verb))
            return true;
    return false;
}

static void find_out(struct vet_flow *f, struct vet_function *function)
{
    struct vet_summary *s = function->summary;
    struct vet_record record = {.summary = s, .program = f->program, .flow = f};
    bool all = follow(f, function, &record, false);
    if (!all || s->given_up)
        give_up(s);
    if (!s->returned)
        s->returned = always_returns(f, function);
    vet_find_effects(f, function);
    if (f->watch && starts_with_locks(s))
        all = follow(f, function, NULL, true);
    if (f->watch)
        f->watch->end(f->watched, function, all);
    if (is_unchecked(function)) { // it says itself that it is beyond us
        s->given_up = true;
        s->event_count = 0;
    }
}

void vet_summarise(struct vet_flow *f, struct vet_function *function)
{
    struct vet_summary *s = function->summary;
    s->progress = VET_UNDERWAY;
    s->is_primitive = vet_is_primitive(f->locks, function);
    if (!s->is_primitive) {
        const struct vet_plan *plan = vet_plan_of(f, function);
        s->returned = only_returns(function);
        s->never_returns = never_returns(f, function, plan);
        find_writes(s, function);
        if (plan->is_worth_it && !function->is_incomplete)
            find_out(f, function);
    }
    show_takings(f, s);
    s->progress = VET_MADE;
}
