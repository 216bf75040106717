// info.c - what a call does, by declarations or by the summary of what it calls.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdio.h>

const struct vet_value *vet_result_of(struct vet_flow *f, const struct vet_function *function,
                                      const struct vet_type *type)
{
    size_t number = vet_map_find(&f->results, function);
    if (number != SIZE_MAX)
        return f->result[number];
    char key[512];
    bool is_new;
    snprintf(key, sizeof key, "result of %.490s", function->key);
    struct vet_variable *v = vet_variable(f->program, key, &is_new);
    if (is_new) {
        v->name = "result";
        v->kind = VET_TEMPORARY;
        v->type = type;
        v->function = function;
    }
    if (f->result_count % 64 == 0)
        f->result = xrealloc(f->result, (f->result_count + 64) * sizeof *f->result);
    vet_map_put(&f->results, function, f->result_count);
    return f->result[f->result_count++] = vet_load(f->program, vet_variable_place(f->program, v));
}

// The place for who makes the call; NULL: it cannot be told.
static const struct vet_place *seen_by_caller(struct vet_flow *f, const struct vet_op *call,
                                              const struct vet_place *place)
{
    const struct vet_function *callee = call->function;
    size_t number = vet_map_find(&f->results, callee);
    if (number != SIZE_MAX && call->result && vet_place_contains(place, f->result[number]))
        return vet_replace_in_place(f->program, place, f->result[number], call->result);
    return vet_seen_by_caller(f->program, call, callee, place);
}

static void add_found(struct vet_flow *f, const struct vet_op *call, struct vet_call_info *info)
{
    const struct vet_summary *s = call->function->summary;
    for (size_t i = 0; i < s->effect_count; i++) {
        struct vet_effect e = s->effects[i];
        e.lock = e.lock ? seen_by_caller(f, call, e.lock) : NULL;
        if (e.lock && info->effect_count < VET_EFFECTS)
            info->effects[info->effect_count++] = e;
    }
    for (size_t i = 0; i < s->begun_count && info->effect_count < VET_EFFECTS; i++) {
        const struct vet_place *p = seen_by_caller(f, call, s->begun[i]);
        if (p)
            info->effects[info->effect_count++] = (struct vet_effect){
                .verb = VET_BEGINS, .reentrant = s->begun_reentrant[i], .lock = p};
    }
    for (size_t i = 0; i < s->confused_count; i++) {
        const struct vet_place *p = seen_by_caller(f, call, s->confused[i]);
        if (p)
            info->confused[info->confused_count++] = p;
    }
}

static void add_takings(struct vet_flow *f, const struct vet_op *call, struct vet_call_info *info)
{
    const struct vet_summary *s = call->function->summary;
    info->taking_count = s->taking_count;
    if (!s->taking_count)
        return;
    info->takings = (const struct vet_taking *const *)s->takings;
    info->taken = vet_allocate(f->program, s->taking_count * sizeof *info->taken);
    for (size_t i = 0; i < s->taking_count; i++)
        info->taken[i] = seen_by_caller(f, call, s->takings[i]->taken.lock);
}

static struct vet_call_info *make(struct vet_flow *f, const struct vet_op *call)
{
    struct vet_call_info *info = vet_allocate(f->program, sizeof *info);
    info->effect_count = vet_declared_effects(f->locks, f->program, call, info->effects);
    info->is_declared = info->effect_count > 0;
    const struct vet_function *callee = call->function;
    if (!callee)
        return info;
    info->never_returns = callee->is_noreturn || vet_is_noreturn(f->locks, callee->name);
    const struct vet_summary *s = callee->summary;
    if (!s || s->progress != VET_MADE || s->is_primitive)
        return info;
    info->never_returns = info->never_returns || s->never_returns;
    if (!s->writes_much)
        info->writes = &s->writes;
    if (s->returned)
        info->returned = vet_value_seen_by_caller(f->program, call, callee, s->returned);
    info->knows_results = s->exit_count && !s->given_up;
    info->results = s->results;
    if (!info->is_declared)
        add_found(f, call, info);
    add_takings(f, call, info);
    return info;
}

const struct vet_call_info *vet_info_of(struct vet_flow *f, const struct vet_op *call)
{
    size_t number = vet_map_find(&f->infos, call);
    if (number != SIZE_MAX)
        return f->info[number];
    if (f->info_count % 256 == 0)
        f->info = xrealloc(f->info, (f->info_count + 256) * sizeof *f->info);
    struct vet_call_info *info = make(f, call);
    vet_map_put(&f->infos, call, f->info_count);
    return f->info[f->info_count++] = info;
}

size_t vet_effects(struct vet_flow *f, const struct vet_op *call, struct vet_effect *out)
{
    const struct vet_call_info *info = vet_info_of(f, call);
    for (size_t i = 0; i < info->effect_count; i++)
        out[i] = info->effects[i];
    return info->effect_count;
}
