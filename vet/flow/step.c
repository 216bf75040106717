// step.c - what an operation changes in what is known.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include <string.h>

// Bits that are set stay set, so these come to an end.
static bool grows(const struct vet_op *op, const struct vet_value *value)
{
    if (!op->is_update && !vet_value_depends(op->value, op->place))
        return false;
    bool is_bits = op->value->kind == VET_VALUE_BINARY &&
                   (op->value->operator_ == VET_OR || op->value->operator_ == VET_AND);
    return !is_bits || value->kind != VET_VALUE_CONSTANT;
}

// A lock in what a call has returned is better named by the variable that it is kept in.
static void name_locks(struct vet_path *path, const struct vet_value *result,
                       const struct vet_value *variable)
{
    for (size_t i = 0; i < path->lock_count; i++) {
        struct vet_lock_now *l = &path->locks[i];
        if (l->place && vet_place_contains(l->place, result))
            l->written = vet_replace_in_place(path->program, l->place, result, variable);
    }
}

// A guard that is a struct begins with the pointer to what it has locked.
static void learn_guard(struct vet_path *path, const struct vet_place *guard,
                        const struct vet_value *made_by)
{
    const struct vet_type *type = guard->type;
    if (made_by->kind != VET_VALUE_CALL || !type || type->kind != VET_RECORD || !type->field_count)
        return;
    int n = vet_returned_argument(vet_flow_locks(path->flow), made_by->function);
    if (n < 0 || (size_t)n >= made_by->argument_count)
        return;
    const struct vet_place *first = vet_field_place(path->program, guard, type->fields[0]);
    vet_learn_same(path, vet_load(path->program, first),
                   vet_known_value(path, made_by->arguments[n]));
}

static void assign(struct vet_path *path, const struct vet_op *op)
{
    const struct vet_place *place = vet_known_place(path, op->place);
    const struct vet_value *key = vet_load(path->program, place);
    const struct vet_value *value = op->value ? vet_known_value(path, op->value) : NULL;
    if (value && path->in_loop && grows(op, value))
        value = NULL;
    bool by_itself = value && vet_value_depends(value, place);
    vet_forget_place(path, place);
    if (value && !by_itself && place->type && place->type->kind != VET_RECORD &&
        place->type->kind != VET_LOCK)
        vet_learn_same(path, key, value);
    if (op->value)
        learn_guard(path, place, op->value);
    if (value && value->kind == VET_VALUE_CALL && op->place->kind == VET_PLACE_VARIABLE)
        name_locks(path, value, vet_load(path->program, op->place));
}

// What a call may write by the addresses that it is given.
static void forget_arguments(struct vet_path *path, const struct vet_op *op)
{
    for (size_t i = 0; i < op->argument_count; i++) {
        const struct vet_value *v = op->arguments[i];
        if (v && v->kind == VET_VALUE_ADDRESS)
            vet_forget_place(path, vet_known_place(path, v->place));
    }
}

static bool has_conditions_of(const struct vet_path *path, const struct vet_op *op,
                              const struct vet_taking *t)
{
    if (t->outright)
        return true;
    for (size_t i = 0; i < t->when.count; i++) {
        const struct vet_condition *c = &t->when.list[i];
        unsigned n = c->parameter->index;
        if (n >= op->argument_count || !op->arguments[n])
            continue;
        struct vet_range r = vet_known_range(path, vet_known_value(path, op->arguments[n]));
        if (vet_range_is_empty(vet_range_both(r, c->range)))
            return false;
    }
    return true;
}

// Does the callee let go of this lock for a while? Then what it takes is not taken under it.
static bool is_let_go(const struct vet_path *path, const struct vet_call_info *info,
                      const struct vet_place *lock)
{
    for (size_t i = 0; i < info->taking_count; i++)
        if (info->takings[i]->let_go_first && info->taken[i] &&
            vet_known_lock(path, info->taken[i]) == lock)
            return true;
    return false;
}

static void call_holding(struct vet_path *path, const struct vet_op *op, const struct vet_taking *t,
                         const struct vet_call_info *info, const struct vet_place *place,
                         struct vet_record *r)
{
    for (size_t i = 0; i < path->lock_count; i++) {
        const struct vet_lock_now *l = &path->locks[i];
        if (!l->held || l->maybe || !l->place || !l->class)
            continue;
        bool same = l->place == place;
        if (same ? t->let_go_first : l->fresh || is_let_go(path, info, l->place))
            continue;
        vet_record_event(r, path,
                         (struct vet_event){.kind = same ? VET_CALLED_HOLDING : VET_NESTED,
                                            .op = op,
                                            .place = place,
                                            .lock = *l,
                                            .taking = t});
    }
}

void vet_apply_takings(struct vet_path *path, const struct vet_op *op,
                       const struct vet_call_info *info, struct vet_record *r)
{
    for (size_t i = 0; r && i < info->taking_count; i++) {
        const struct vet_taking *t = info->takings[i];
        if (!info->taken[i] || !has_conditions_of(path, op, t))
            continue;
        const struct vet_place *place = vet_known_lock(path, info->taken[i]);
        struct vet_lock_now *l = vet_lock_at(path, place);
        struct vet_effect e = {.verb = t->taken.tried ? VET_TRIES : VET_LOCKS,
                               .shared = t->taken.shared,
                               .reentrant = t->taken.reentrant};
        bool is_callers = l && l->by_caller && t->let_go_first;
        if (!l || !l->held || is_callers)
            vet_record_taking(r, path, &e, place, op, t, t->let_go_first || (l && l->entry_held));
        call_holding(path, op, t, info, place, r);
    }
}

static void confuse(struct vet_path *path, const struct vet_op *op,
                    const struct vet_call_info *info)
{
    for (size_t i = 0; i < info->confused_count; i++) {
        const struct vet_place *place = vet_known_lock(path, info->confused[i]);
        struct vet_lock_now *l = vet_lock_at(path, place);
        if (!l && path->lock_count < VET_PATH_LOCKS) {
            l = &path->locks[path->lock_count++];
            *l = (struct vet_lock_now){.place = place,
                                       .written = info->confused[i],
                                       .class = vet_class_of(path->flow, place),
                                       .since = op,
                                       .held = true,
                                       .depth = 1};
        }
        if (l)
            l->maybe = true;
    }
}

// The way a call that may have locked, or unlocked, turns out.
static bool turn_out(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e,
                     bool success, struct vet_record *r)
{
    const struct vet_value *result = vet_known_value(path, op->result);
    bool zero = (e->success == VET_ZERO) == success;
    struct vet_range range = zero ? vet_range_of(0, 0) : vet_range_without(vet_range_all, 0);
    if (!vet_learn_range(path, result, range))
        return false;
    if (success) {
        vet_apply(path, op, e, r);
        return true;
    }
    if (!zero)
        vet_learn_failure(path, result);
    if (e->verb == VET_UNLOCKS || !e->lock)
        return true;
    const struct vet_place *place = vet_known_lock(path, e->lock);
    if (!vet_lock_at(path, place)) {
        vet_apply(path, op, &(struct vet_effect){.verb = VET_BEGINS, .lock = e->lock}, NULL);
        struct vet_lock_now *l = vet_lock_at(path, place);
        if (l)
            l->fresh = false;
    }
    return true;
}

static bool is_uncertain(const struct vet_effect *e)
{
    if (e->verb == VET_TRIES)
        return true;
    return e->success != VET_ALWAYS &&
           (e->verb == VET_UNLOCKS || (e->verb == VET_LOCKS && e->timed));
}

static void maybe_locked(struct vet_path *path, const struct vet_op *op, const struct vet_effect *e)
{
    vet_apply(path, op, e, NULL);
    const struct vet_place *place = e->lock ? vet_known_lock(path, e->lock) : NULL;
    struct vet_lock_now *l = place ? vet_lock_at(path, place) : NULL;
    if (l)
        l->maybe = true;
}

static void after_call(struct vet_path *path, const struct vet_op *op,
                       const struct vet_call_info *info)
{
    if (op->result && op->result->kind == VET_VALUE_CALL)
        vet_forget_call(path, vet_known_call(path, op->result));
    forget_arguments(path, op);
    if (info->writes && info->writes->used)
        vet_forget_writes(path, info->writes);
    const struct vet_value *same = info->returned;
    if (same && op->result && op->result->kind == VET_VALUE_CALL)
        vet_learn_same(path, vet_known_call(path, op->result), vet_known_value(path, same));
    if (info->knows_results && op->result && !vet_range_is_all(info->results))
        vet_learn_range(path, vet_known_value(path, op->result), info->results);
}

// Effects that always happen; a result that is an argument is another name for it.
static void apply_certain(struct vet_path *path, const struct vet_op *op,
                          const struct vet_effect *e, struct vet_record *r)
{
    if (e->verb != VET_RETURNS)
        vet_apply(path, op, e, r);
    else if (op->result && e->argument && op->function->returns->kind == VET_POINTER)
        vet_learn_same(path, vet_known_value(path, op->result), vet_known_value(path, e->argument));
}

// What is unlocked is named by what there was before the call, which may write to variables that it
// is given the addresses of; what is locked, by what there is after it.
static void apply_all(struct vet_path *path, const struct vet_op *op,
                      const struct vet_call_info *info, bool before, struct vet_record *r)
{
    for (size_t i = 0; i < info->effect_count; i++) {
        const struct vet_effect *e = &info->effects[i];
        if (!is_uncertain(e) && (e->verb == VET_UNLOCKS) == before)
            apply_certain(path, op, e, r);
    }
}

// What is called through a pointer may lock what is unlocked.
static void may_lock(struct vet_path *path)
{
    for (size_t i = 0; i < path->lock_count; i++)
        path->locks[i].perhaps |= !path->locks[i].held;
}

static bool call(struct vet_path *path, const struct vet_op *op, struct vet_record *r,
                 struct vet_path *other, bool *splits)
{
    const struct vet_call_info *info = vet_info_of(path->flow, op);
    if (info->never_returns)
        return false;
    vet_apply_takings(path, op, info, r);
    const struct vet_effect *uncertain = NULL;
    for (size_t i = 0; i < info->effect_count; i++) {
        const struct vet_effect *e = &info->effects[i];
        if (!is_uncertain(e))
            continue;
        if (uncertain || !op->result || op->result_unused || e->success == VET_ALWAYS)
            maybe_locked(path, op, e);
        else
            uncertain = e;
    }
    apply_all(path, op, info, true, r);
    if (!info->is_declared)
        after_call(path, op, info);
    else if (op->result && op->result->kind == VET_VALUE_CALL)
        vet_forget_call(path, vet_known_call(path, op->result));
    apply_all(path, op, info, false, r);
    confuse(path, op, info);
    if (!op->function)
        may_lock(path);
    if (!uncertain)
        return true;
    *other = *path;
    *splits = turn_out(other, op, uncertain, false, r);
    return turn_out(path, op, uncertain, true, r);
}

bool vet_step(struct vet_path *path, const struct vet_op *op, struct vet_record *r,
              struct vet_path *other, bool *splits)
{
    *splits = false;
    switch (op->kind) {
    case VET_OP_ASSIGN:
        if (op->place)
            assign(path, op);
        return true;
    case VET_OP_COPY:
    case VET_OP_DECLARE:
        if (op->place)
            vet_forget_place(path, vet_known_place(path, op->place));
        return true;
    case VET_OP_CALL: return call(path, op, r, other, splits);
    default: return true;
    }
}
