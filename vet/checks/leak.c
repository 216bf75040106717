// leak.c - a function that locks gives away a pointer to what its lock guards.
// SPDX-License-Identifier: MIT
//
// Who gets the pointer uses the data without the lock. Not so what was taken out under the lock,
// and what has a count of references: then something is written to where it came from, or called
// with it.
#include "vet/checks/guarded.h"
#include "vet/checks/life.h"
#include "vet/checks/words.h"
#include "vet/flow/inside.h"

struct leaking {
    struct vet_flow *flow;
    const struct vet_uses *uses;
    const struct vet_tallies *tallies;
    struct vet_findings *out;
    const struct vet_function *function;
};

struct guard {
    const struct vet_lock_class *class;
    const struct vet_place *owner; // NULL: a global lock
    const struct vet_tally *tally; // NULL: it is declared
};

enum { LEAST = 2, FUNCTIONS = 2 };

// ---- what is guarded ----------------------------------------------------------------------------

static bool is_always_guarded(const struct vet_tally *t)
{
    return t->guard && t->held >= LEAST && t->functions >= FUNCTIONS && t->unguarded == 0 &&
           t->unsure == 0;
}

// All that lies in the data has this one guard; if is_itself, some of it is written.
static const struct vet_tally *tally_within(const struct leaking *l, const struct vet_place *data,
                                            bool is_itself)
{
    const struct vet_tally *found = NULL;
    size_t writes = 0;
    for (size_t i = 0; i < l->tallies->count; i++) {
        const struct vet_tally *t = &l->tallies->list[i];
        if (!vet_is_within(t->data, data))
            continue;
        if (t->unguarded > 0 || t->unsure > 0 || (found && t->guard && t->guard != found->guard))
            return NULL;
        writes += t->held_writes;
        if (!found && is_always_guarded(t))
            found = t;
    }
    return is_itself && writes == 0 ? NULL : found;
}

static bool find_guard(const struct leaking *l, const struct vet_value *v, struct guard *out)
{
    const struct vet_place *place = v->place;
    struct vet_item items[VET_ITEMS];
    *out = (struct guard){.class = vet_declared_guard(l->uses, place, &out->owner)};
    if (out->class)
        return true;
    size_t count = vet_items_of(l->uses, place, items);
    for (size_t i = 0; i < count; i++) {
        const struct vet_tally *t = tally_within(l, items[i].data, v->kind == VET_VALUE_ADDRESS);
        if (t) {
            *out = (struct guard){t->guard, items[i].owner, t};
            return true;
        }
    }
    return false;
}

// ---- what else happens to it --------------------------------------------------------------------

struct seeking {
    const struct leaking *leaking;
    const struct vet_value *value; // that is given away, as written
    const struct vet_place *place; // where it comes from
    const struct vet_place *data;  // the same for all objects of the type
    const struct vet_lock_class *guard;
    bool locks, is_taken_out, is_written, is_freed;
};

static bool points_through(const struct vet_place *place, const struct vet_value *pointer)
{
    for (; place; place = place->base) {
        if (place->kind == VET_PLACE_TARGET && vet_value_contains(place->value, pointer))
            return true;
    }
    return false;
}

// In the function that gives it away.
static void look_here(void *arg, const struct vet_function *f, const struct vet_block *b,
                      const struct vet_op *op)
{
    (void)f;
    (void)b;
    struct seeking *s = arg;
    struct vet_effect e[VET_EFFECTS];
    size_t count = op->kind == VET_OP_CALL ? vet_effects(s->leaking->flow, op, e) : 0;
    for (size_t i = 0; i < count; i++)
        s->locks |= (e[i].verb == VET_LOCKS || e[i].verb == VET_TRIES) && e[i].lock &&
                    vet_class_of(s->leaking->flow, e[i].lock) == s->guard;
    if (op->kind == VET_OP_ASSIGN)
        s->is_taken_out |=
            op->place == s->place || op->is_atomic || points_through(op->place, s->value);
    for (size_t i = 0; op->kind == VET_OP_CALL && i < op->argument_count; i++)
        s->is_taken_out |= op->arguments[i] == s->value;
}

// Is it the pointer that is given away, of any object?
static bool is_the_pointer(const struct seeking *s, const struct vet_value *v)
{
    struct vet_item items[VET_ITEMS];
    while (v && v->kind == VET_VALUE_BINARY)
        v = v->left;
    size_t count =
        v && v->kind == VET_VALUE_LOAD ? vet_items_of(s->leaking->uses, v->place, items) : 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].data == s->data)
            return true;
    return false;
}

// Elsewhere, while the object has other users: is what it points to written, or freed?
static void look_there(void *arg, const struct vet_function *f, const struct vet_block *b,
                       const struct vet_op *op)
{
    (void)b;
    struct seeking *s = arg;
    if (f == s->leaking->function)
        return;
    for (const struct vet_place *p = op->kind == VET_OP_ASSIGN ? op->place : NULL; p; p = p->base)
        s->is_written |= p->kind == VET_PLACE_TARGET && is_the_pointer(s, p->value);
    if (op->kind != VET_OP_CALL || !op->function || op->argument_count != 1 ||
        !vet_has_word(op->function->name, "free"))
        return;
    const struct vet_value *v = op->arguments[0];
    if (v->kind == VET_VALUE_LOAD && is_the_pointer(s, v) &&
        !vet_context_of(s->leaking->uses, f)->is_limited &&
        !vet_life_in(f, v->place).is_freed) // not with all of the object
        s->is_freed = true;
}

static void look_at_target(struct seeking *s)
{
    struct vet_item items[VET_ITEMS];
    size_t count = vet_items_of(s->leaking->uses, s->place, items);
    for (size_t i = 0; i < count && !s->is_written && !s->is_freed; i++) {
        s->data = items[i].data;
        vet_each_op(s->leaking->uses->program, look_there, s);
    }
}

// ---- telling ------------------------------------------------------------------------------------

static void tell(const struct leaking *l, const struct vet_place *place, const struct guard *g,
                 struct vet_location location, const char *how)
{
    struct vet_finding *f = vet_found(
        l->out, "leak", location, l->function, "a pointer to what '%s' guards is %s: '%s'",
        vet_guard_name(l->uses, place, g->class), how, vet_place_name(l->uses->program, place));
    for (size_t i = 0; g->tally && i < 2; i++)
        if (g->tally->examples[i])
            vet_add_note(f, g->tally->examples[i]->op->location, "used with the lock held in '%s'",
                         g->tally->examples[i]->function->name);
}

// Can who has it write?
static bool is_open(const struct vet_type *pointer)
{
    const struct vet_type *t = pointer && pointer->kind == VET_POINTER ? pointer->target : NULL;
    return t && !t->is_const && t->kind != VET_OTHER && t->kind != VET_LOCK;
}

static bool is_held(const struct vet_gift *gift, const struct vet_lock_class *guard)
{
    for (size_t i = 0; i < gift->locks.held_count; i++)
        if (gift->locks.held[i].class == guard)
            return true;
    return false;
}

static void check(const struct leaking *l, const struct vet_gift *gift)
{
    const struct vet_value *v = gift->value;
    const struct vet_type *returns = l->function->returns;
    struct guard g;
    if ((!is_open(gift->written->type) && !is_open(v->type)) || !find_guard(l, v, &g) ||
        (gift->is_returned && is_held(gift, g.class)))
        return;
    struct seeking s = {.leaking = l, .value = gift->written, .place = v->place, .guard = g.class};
    vet_each_op_of(l->function, look_here, &s);
    if (!s.locks || s.is_taken_out)
        return;
    if (v->kind == VET_VALUE_LOAD)
        look_at_target(&s);
    bool is_open_there = !gift->is_returned || !returns || is_open(returns);
    if (!s.is_freed && !(is_open_there && (v->kind == VET_VALUE_ADDRESS || s.is_written)))
        return;
    tell(l, v->place, &g, gift->location, gift->is_returned ? "returned" : "given away");
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    const struct vet_guards *g = vet_guards_of(f);
    for (size_t i = 0; i < g->uses.gift_count; i++) {
        const struct vet_gift *gift = &g->uses.gifts[i];
        check(&(struct leaking){f, &g->uses, &g->tallies, out, gift->function}, gift);
    }
}

const struct vet_check vet_check_leak = {
    "leak", "a pointer to what a lock guards leaves its function", run, &vet_guards_watch};
