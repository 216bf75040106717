// pairs.c - what is locked is unlocked, on every path, and only then.
// SPDX-License-Identifier: MIT
#include "vet/checks/pairs.h"

#include <stdlib.h>
#include <string.h>

const char *vet_lock_name(const struct vet_pairs *p, const struct vet_lock_now *l)
{
    const struct vet_place *place = l->written ? l->written : l->place;
    return vet_place_name(vet_flow_program(p->flow), place);
}

// Does the callee do it to whatever lock it is given?
static bool is_for_any_lock(const struct vet_pairs *p, const struct vet_function *callee)
{
    const struct vet_summary *s = callee->summary;
    for (size_t i = 0; s && i < s->effect_count; i++)
        if (s->effects[i].lock && vet_class_of(p->flow, s->effects[i].lock))
            return false;
    return true;
}

bool vet_is_own_call(struct vet_pairs *p, const struct vet_op *op,
                     const struct vet_lock_class *class, bool locks)
{
    if (!op)
        return false;
    if (vet_info_of(p->flow, op)->is_declared || is_for_any_lock(p, op->function))
        return true;
    // If it is right for others who call it, it is this caller who is wrong.
    return locks ? vet_is_let_go_by_callers(p, op->function, class)
                 : vet_is_held_by_callers(p, op->function, class);
}

bool vet_is_promised(const struct vet_pairs *p, const struct vet_function *function,
                     const struct vet_place *place)
{
    const struct vet_lock_class *class = vet_class_of(p->flow, place);
    for (size_t i = 0; i < function->promise_count; i++) {
        const struct vet_promise *promise = &function->promises[i];
        if (!promise->lock || promise->lock == place ||
            (class && vet_class_of(p->flow, promise->lock) == class))
            return true;
    }
    return false;
}

enum vet_result vet_result_kind(const struct vet_exit *e)
{
    if (!e->value)
        return VET_RESULT_ANY;
    if (e->range.low == 0 && e->range.high == 0)
        return VET_RESULT_ZERO;
    if (e->range.high < 0)
        return VET_RESULT_ERROR;
    if (e->range.low > 0)
        return VET_RESULT_MORE;
    return vet_range_has(e->range, 0) ? VET_RESULT_ANY : VET_RESULT_NOT_ZERO;
}

bool vet_look_alike(const struct vet_exit *a, const struct vet_exit *b)
{
    // An argument that decides at one and the same return is meant to.
    if (a->block == b->block && !vet_conditions_meet(&a->when, &b->when))
        return false;
    enum vet_result x = vet_result_kind(a), y = vet_result_kind(b);
    return x == y || x == VET_RESULT_ANY || y == VET_RESULT_ANY;
}

static void check_function(struct vet_pairs *p, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    if (!function->is_defined || !s || s->is_primitive || s->given_up)
        return;
    vet_pairs_events(p, function);
    vet_pairs_returns(p, function);
    vet_pairs_unlocks(p, function);
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct vet_pairs p = {.flow = f, .out = out};
    const struct vet_program *program = vet_flow_program(f);
    vet_find_roots(&p);
    for (size_t i = 0; i < program->function_count; i++)
        check_function(&p, program->functions[i]);
    vet_map_free(&p.roots);
    free(p.root);
}

const struct vet_check vet_check_pairs = {
    .name = "pairs",
    .brief = "a lock left locked on some path, or locked or unlocked twice",
    .run = run,
};
