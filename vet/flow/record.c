// record.c - writes down what happens on the paths of a function, for its summary and the checks.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <string.h>

// ---- conditions ---------------------------------------------------------------------------------

static void add_condition(struct vet_conditions *c, const struct vet_variable *v,
                          struct vet_range range)
{
    if (c->count < VET_CONDITIONS && !vet_range_is_all(range))
        c->list[c->count++] = (struct vet_condition){v, range};
}

struct vet_conditions vet_conditions_of(const struct vet_path *path)
{
    struct vet_conditions c = {0};
    const struct vet_function *f = path->function;
    const struct vet_plan *plan = f->summary->plan;
    for (size_t i = 0; i < f->parameter_count; i++) {
        const struct vet_variable *v = f->parameters[i];
        if (!v || !v->type || (v->type->kind != VET_SCALAR && v->type->kind != VET_POINTER))
            continue;
        const struct vet_place *place =
            plan->shadow[i] ? plan->shadow[i] : vet_variable_place(path->program, v);
        add_condition(&c, v, vet_known_range(path, vet_load(path->program, place)));
    }
    return c;
}

bool vet_conditions_meet(const struct vet_conditions *a, const struct vet_conditions *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (a->list[i].parameter == b->list[j].parameter &&
                vet_range_is_empty(vet_range_both(a->list[i].range, b->list[j].range)))
                return false;
    return true;
}

static bool same_conditions(const struct vet_conditions *a, const struct vet_conditions *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->list[i].parameter != b->list[i].parameter ||
            !vet_range_is_equal(a->list[i].range, b->list[i].range))
            return false;
    return true;
}

// ---- events -------------------------------------------------------------------------------------

static bool same_event(const struct vet_event *a, const struct vet_event *b)
{
    return a->kind == b->kind && a->op == b->op && a->place == b->place &&
           a->lock.since == b->lock.since && a->lock.until == b->lock.until &&
           a->taking == b->taking && a->lock.place == b->lock.place;
}

static struct vet_lock_now *copy_locks(struct vet_program *p, const struct vet_path *path)
{
    struct vet_lock_now *copy = vet_allocate(p, path->lock_count * sizeof *copy + 1);
    memcpy(copy, path->locks, path->lock_count * sizeof *copy);
    return copy;
}

void vet_record_event(struct vet_record *r, const struct vet_path *path, struct vet_event event)
{
    struct vet_summary *s = r ? r->summary : NULL;
    if (!s || s->event_count == VET_EVENTS)
        return;
    for (size_t i = 0; i < s->event_count; i++)
        if (same_event(&s->events[i], &event))
            return;
    if (s->event_count % 16 == 0)
        s->events = xrealloc(s->events, (s->event_count + 16) * sizeof *s->events);
    event.block = r->block;
    if (event.kind == VET_NESTED) {
        event.held_count = path->lock_count;
        event.held = copy_locks(r->program, path);
    }
    s->events[s->event_count++] = event;
}

// ---- takings ------------------------------------------------------------------------------------

static struct vet_taking *taking_of(struct vet_record *r, const struct vet_place *place,
                                    bool let_go_first, const struct vet_conditions *when)
{
    struct vet_summary *s = r->summary;
    for (size_t i = 0; i < s->taking_count; i++) {
        struct vet_taking *t = s->takings[i];
        if (t->taken.lock == place && t->let_go_first == let_go_first &&
            (t->outright || same_conditions(&t->when, when)))
            return t;
    }
    if (s->taking_count == VET_TAKEN)
        return NULL;
    return s->takings[s->taking_count++] = vet_allocate(r->program, sizeof(struct vet_taking));
}

// Places are written with what the parameters were at first; for callers, these are the parameters.
static const struct vet_place *without_shadows(struct vet_program *p,
                                               const struct vet_function *function,
                                               const struct vet_place *place)
{
    for (size_t i = 0; i < function->parameter_count; i++) {
        const struct vet_place *shadow = function->summary->plan->shadow[i];
        if (shadow)
            place =
                vet_replace_in_place(p, place, vet_load(p, shadow),
                                     vet_load(p, vet_variable_place(p, function->parameters[i])));
    }
    return place;
}

void vet_record_taking(struct vet_record *r, const struct vet_path *path,
                       const struct vet_effect *e, const struct vet_place *place,
                       const struct vet_op *op, const struct vet_taking *from, bool let_go_first)
{
    if (!r || !place || vet_is_private(place))
        return;
    place = without_shadows(r->program, path->function, place);
    struct vet_conditions when = vet_conditions_of(path);
    struct vet_taking *t = taking_of(r, place, let_go_first, &when);
    if (!t || t->taken.lock) { // there already
        if (t && !when.count)
            t->outright = true;
        if (t && t->taken.tried && !e->timed && e->verb == VET_LOCKS)
            t->taken.tried = false;
        return;
    }
    t->let_go_first = let_go_first;
    t->when = when;
    t->outright = when.count == 0;
    t->from = from;
    t->taken = (struct vet_taken){
        .lock = place,
        .shared = e->shared,
        .tried = e->verb == VET_TRIES || e->timed,
        .reentrant = e->reentrant,
        .where = from ? from->taken.where : op,
        .call = op,
        .callee = from ? op->function : NULL,
    };
}

// Callers learn of it, if the lock is theirs.
void vet_record_beginning(struct vet_record *r, const struct vet_path *path,
                          const struct vet_place *place, bool reentrant)
{
    const struct vet_lock_class *class = vet_class_of(path->flow, place);
    if (class && reentrant)
        ((struct vet_class_inside *)(uintptr_t) class)->reentrant = true;
    struct vet_summary *s = r->summary;
    place = without_shadows(r->program, path->function, place);
    for (size_t i = 0; i < s->begun_count; i++)
        if (s->begun[i] == place)
            return;
    if (s->begun_count == VET_EFFECTS)
        return;
    s->begun_reentrant[s->begun_count] = reentrant;
    s->begun[s->begun_count++] = place;
}

// ---- exits --------------------------------------------------------------------------------------

static bool same_lock(const struct vet_lock_now *a, const struct vet_lock_now *b)
{
    return a->place == b->place && a->held == b->held && a->entry_held == b->entry_held &&
           a->maybe == b->maybe && a->shared == b->shared && a->class == b->class &&
           a->since == b->since;
}

static bool same_exit(const struct vet_exit *e, const struct vet_path *path,
                      const struct vet_block *block, struct vet_range range,
                      const struct vet_conditions *when)
{
    if (e->block != block || e->lock_count != path->lock_count ||
        !vet_range_is_equal(e->range, range) || !same_conditions(&e->when, when))
        return false;
    for (size_t i = 0; i < e->lock_count; i++)
        if (!same_lock(&e->locks[i], &path->locks[i]))
            return false;
    return true;
}

void vet_record_exit(struct vet_record *r, const struct vet_path *path,
                     const struct vet_value *value)
{
    struct vet_summary *s = r->summary;
    struct vet_range range = value ? vet_known_range(path, value) : vet_range_all;
    struct vet_conditions when = vet_conditions_of(path);
    for (size_t i = 0; i < s->exit_count; i++)
        if (same_exit(&s->exits[i], path, r->block, range, &when))
            return;
    if (s->exit_count == VET_EXITS) {
        s->given_up = true;
        return;
    }
    if (s->exit_count % 8 == 0)
        s->exits = xrealloc(s->exits, (s->exit_count + 8) * sizeof *s->exits);
    struct vet_exit *e = &s->exits[s->exit_count++];
    *e = (struct vet_exit){.block = r->block,
                           .value = value,
                           .range = range,
                           .when = when,
                           .lock_count = path->lock_count,
                           .locks = copy_locks(r->program, path)};
    for (size_t i = 0; i < e->lock_count; i++)
        if (e->locks[i].place)
            e->locks[i].place = without_shadows(r->program, path->function, e->locks[i].place);
}
