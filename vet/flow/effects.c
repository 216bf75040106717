// effects.c - what a function does to locks for who calls it, found out from the ways out of it.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

enum { PLACES = 24 };

enum vet_outcome vet_outcome_of(const struct vet_exit *e, const struct vet_place *place,
                                const struct vet_lock_now **lock)
{
    *lock = NULL;
    for (size_t i = 0; i < e->lock_count; i++) {
        const struct vet_lock_now *l = &e->locks[i];
        if (l->place != place)
            continue;
        *lock = l;
        if (l->maybe)
            return VET_UNCLEAR;
        if (l->held && l->by_caller && l->asserted)
            return VET_ASSERTED;
        if (l->held)
            return l->entry_held ? VET_NEEDED : VET_ACQUIRED;
        return l->entry_held ? VET_RELEASED : VET_BALANCED;
    }
    return VET_UNTOUCHED;
}

// ---- what callers can see -----------------------------------------------------------------------

static bool is_visible_value(const struct vet_value *v);

static bool is_visible_place(const struct vet_place *p)
{
    for (; p; p = p->base) {
        if (p->variable && p->variable->kind != VET_GLOBAL && p->variable->kind != VET_PARAMETER)
            return false;
        if (p->value && !is_visible_value(p->value))
            return false;
    }
    return true;
}

static bool is_visible_value(const struct vet_value *v)
{
    switch (v->kind) {
    case VET_VALUE_LOAD:
    case VET_VALUE_ADDRESS: return is_visible_place(v->place);
    case VET_VALUE_CALL:
        for (size_t i = 0; i < v->argument_count; i++)
            if (!is_visible_value(v->arguments[i]))
                return false;
        return v->function != NULL;
    case VET_VALUE_UNARY: return is_visible_value(v->left);
    case VET_VALUE_BINARY: return is_visible_value(v->left) && is_visible_value(v->right);
    case VET_VALUE_UNKNOWN: return false;
    default: return true;
    }
}

static bool is_variable_itself(const struct vet_place *p)
{
    while (p->kind == VET_PLACE_FIELD || p->kind == VET_PLACE_ELEMENT)
        p = p->base;
    return p->kind == VET_PLACE_VARIABLE && p->variable->kind != VET_GLOBAL;
}

// ---- one lock, all ways out ---------------------------------------------------------------------

struct tally {
    size_t count[VET_UNCLEAR + 1];
    struct vet_range yes, no; // what is returned with the lock taken, or let go; and without
    bool any_yes, any_no;
    const struct vet_lock_now *lock; // with the outcome that callers must know
};

static void tally_exit(struct tally *t, const struct vet_exit *e, const struct vet_place *place)
{
    const struct vet_lock_now *lock;
    enum vet_outcome o = vet_outcome_of(e, place, &lock);
    t->count[o]++;
    struct vet_range r = e->range;
    if (o == VET_ACQUIRED || o == VET_RELEASED) {
        t->yes = t->any_yes ? vet_range_either(t->yes, r) : r;
        t->any_yes = true;
        t->lock = lock;
    } else {
        t->no = t->any_no ? vet_range_either(t->no, r) : r;
        t->any_no = true;
        if (!t->lock)
            t->lock = lock;
    }
}

static bool is_zero(struct vet_range r)
{
    return r.low == 0 && r.high == 0;
}

// By which result can callers tell that it happened?
static bool tell_by_result(const struct tally *t, enum vet_success *success)
{
    if (is_zero(t->yes) && !vet_range_has(t->no, 0))
        *success = VET_ZERO;
    else if (!vet_range_has(t->yes, 0) && is_zero(t->no))
        *success = VET_NONZERO;
    else
        return false;
    return true;
}

// Returns false if it cannot be said what becomes of the lock.
static bool effect_of(const struct tally *t, size_t exits, struct vet_effect *e)
{
    const size_t *n = t->count;
    e->shared = t->lock && t->lock->shared;
    e->either = t->lock && t->lock->either;
    e->success = VET_ALWAYS;
    if (n[VET_UNCLEAR])
        return false;
    if (n[VET_ACQUIRED]) {
        if (n[VET_RELEASED] || n[VET_NEEDED] || n[VET_ASSERTED])
            return false;
        e->verb = VET_LOCKS;
        if (n[VET_ACQUIRED] == exits)
            return true;
        if (t->lock->tried)
            e->verb = VET_TRIES;
        return tell_by_result(t, &e->success);
    }
    if (n[VET_RELEASED]) {
        e->verb = VET_UNLOCKS;
        if (n[VET_RELEASED] == exits)
            return true;
        return !n[VET_NEEDED] && !n[VET_ASSERTED] && !n[VET_BALANCED] &&
               tell_by_result(t, &e->success);
    }
    e->verb = VET_HOLDS;
    return true;
}

// What is called on one way may need the lock, while on another an argument says that it is free.
static bool is_needed(const struct tally *t, size_t exits)
{
    return t->count[VET_NEEDED] || t->count[VET_ASSERTED] == exits;
}

static void judge(struct vet_summary *s, const struct vet_place *place)
{
    struct tally t = {0};
    for (size_t i = 0; i < s->exit_count; i++)
        tally_exit(&t, &s->exits[i], place);
    struct vet_effect e = {.lock = place};
    bool is_clear = effect_of(&t, s->exit_count, &e);
    if (is_clear && e.verb == VET_HOLDS && !is_needed(&t, s->exit_count))
        return;
    if (is_clear && s->effect_count < VET_EFFECTS)
        s->effects[s->effect_count++] = e;
    else if (!is_clear && s->confused_count < VET_EFFECTS)
        s->confused[s->confused_count++] = place;
}

// A lock in what is returned: callers know it as a part of the result.
static const struct vet_place *by_result(struct vet_flow *f, const struct vet_function *function,
                                         const struct vet_exit *e, const struct vet_place *place)
{
    const struct vet_value *v = e->value;
    bool is_argument = v && v->kind == VET_VALUE_LOAD && v->place->kind == VET_PLACE_VARIABLE &&
                       v->place->variable->kind != VET_LOCAL;
    if (!v || v->kind == VET_VALUE_CONSTANT || is_argument || !vet_place_contains(place, v))
        return place;
    return vet_replace_in_place(f->program, place, v, vet_result_of(f, function, v->type));
}

// Locks that were met under the name of what is returned on this way out.
static void rename_exits(struct vet_flow *f, struct vet_function *function)
{
    struct vet_summary *s = function->summary;
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            struct vet_lock_now *l = &s->exits[i].locks[j];
            if (l->place && l->held && !l->entry_held)
                l->place = by_result(f, function, &s->exits[i], l->place);
        }
}

static void find_results(struct vet_summary *s)
{
    s->results = vet_range_all;
    for (size_t i = 0; i < s->exit_count; i++)
        s->results = i ? vet_range_either(s->results, s->exits[i].range) : s->exits[i].range;
}

// Is the lock begun on every way out, and free?
static bool is_always_begun(const struct vet_summary *s, const struct vet_place *place)
{
    for (size_t i = 0; i < s->exit_count; i++) {
        const struct vet_lock_now *l;
        vet_outcome_of(&s->exits[i], place, &l);
        if (!l || !l->fresh || l->held)
            return false;
    }
    return true;
}

static void keep_begun(struct vet_summary *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->begun_count; i++) {
        if (!is_always_begun(s, s->begun[i]))
            continue;
        s->begun_reentrant[kept] = s->begun_reentrant[i];
        s->begun[kept++] = s->begun[i];
    }
    s->begun_count = kept;
}

void vet_find_effects(struct vet_flow *f, struct vet_function *function)
{
    struct vet_summary *s = function->summary;
    const struct vet_place *places[PLACES];
    size_t count = 0;
    rename_exits(f, function);
    keep_begun(s);
    size_t number = vet_map_find(&f->results, function);
    const struct vet_value *result = number == SIZE_MAX ? NULL : f->result[number];
    for (size_t i = 0; i < s->exit_count; i++)
        for (size_t j = 0; j < s->exits[i].lock_count; j++) {
            const struct vet_place *place = s->exits[i].locks[j].place;
            bool known = !place || is_variable_itself(place);
            for (size_t k = 0; !known && k < count; k++)
                known = places[k] == place;
            if (known || count == PLACES ||
                (!is_visible_place(place) && !(result && vet_place_contains(place, result))))
                continue;
            places[count++] = place;
        }
    find_results(s);
    for (size_t k = 0; k < count; k++)
        judge(s, places[k]);
}
