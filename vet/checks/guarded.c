// guarded.c - data used without the lock that guards it: by declaration, or everywhere else.
// SPDX-License-Identifier: MIT
#include "vet/checks/guarded.h"

#include "vet/flow/inside.h"

// ---- names --------------------------------------------------------------------------------------

const char *vet_guard_name(const struct vet_uses *u, const struct vet_place *written,
                           const struct vet_lock_class *guard)
{
    const struct vet_place *at = written;
    while (guard->field && at) {
        const struct vet_place *lock = vet_member(u->program, at, guard->field->name);
        if (lock && lock->field == guard->field)
            return vet_place_name(u->program, lock);
        if (at->kind == VET_PLACE_TARGET)
            at = at->value->kind == VET_VALUE_LOAD ? at->value->place : NULL;
        else
            at = at->base;
    }
    return guard->name;
}

// ---- what is meant ------------------------------------------------------------------------------

// A look before the lock is taken and the same data looked at once more: meant.
static bool is_first_look(const struct vet_uses *u, const struct vet_tallies *t,
                          const struct vet_tally *of, const struct vet_tallied *one)
{
    const struct vet_use *use = &u->list[one->use];
    if (vet_is_write(use))
        return false;
    for (size_t i = of->first; i != SIZE_MAX; i = t->uses[i].next) {
        const struct vet_use *other = &u->list[t->uses[i].use];
        if (other->function == use->function &&
            vet_guarding_of(u, other, t->uses[i].owner, of->guard, false) == VET_GUARDED &&
            other->op->location.line >= use->op->location.line)
            return true;
    }
    return false;
}

// ---- telling ------------------------------------------------------------------------------------

static void tell(const struct vet_uses *u, struct vet_findings *out, const struct vet_tally *of,
                 const struct vet_tallied *one, enum vet_guarding g)
{
    const struct vet_use *use = &u->list[one->use];
    const char *lock = vet_guard_name(u, use->op->place, of->guard);
    struct vet_finding *f = vet_found(
        out, "guarded", use->op->location, use->function,
        g == VET_GUARDED_SHARED
            ? "'%s' is %s while '%s', which is held at %zu of %zu other uses, is held for reading"
            : "'%s' is %s without '%s', which is held at %zu of %zu other uses",
        vet_place_name(u->program, use->op->place), vet_is_write(use) ? "written" : "read", lock,
        of->held, of->held + of->unguarded - 1);
    for (size_t i = 0; i < 2; i++)
        if (of->examples[i])
            vet_add_note(f, of->examples[i]->op->location, "held here, in '%s'",
                         of->examples[i]->function->name);
}

static void check_item(const struct vet_uses *u, const struct vet_tallies *t,
                       const struct vet_tally *of, struct vet_findings *out)
{
    const struct vet_place *owner;
    if (!vet_is_guarded(of) || of->unguarded == 0)
        return;
    for (size_t i = of->first; i != SIZE_MAX; i = t->uses[i].next) {
        const struct vet_use *use = &u->list[t->uses[i].use];
        const struct vet_context *c = vet_context_of(u, use->function);
        enum vet_guarding g = vet_guarding_of(u, use, t->uses[i].owner, of->guard, false);
        if (g == VET_GUARDED || g == VET_UNSURE || c->is_limited || vet_is_own(u, use) ||
            vet_declared_guard(u, use->place, &owner) || is_first_look(u, t, of, &t->uses[i]))
            continue;
        tell(u, out, of, &t->uses[i], g);
    }
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    const struct vet_guards *g = vet_guards_of(f);
    vet_check_declared(&g->uses, out);
    vet_check_required(&g->uses, out);
    for (size_t i = 0; i < g->tallies.count; i++)
        check_item(&g->uses, &g->tallies, &g->tallies.list[i], out);
}

const struct vet_check vet_check_guarded = {
    "guarded", "data is used without the lock that guards it", run, &vet_guards_watch};
