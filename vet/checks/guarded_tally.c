// guarded_tally.c - counts with which locks held data is used.
// SPDX-License-Identifier: MIT
#include "vet/checks/guarded.h"

#include "vet/flow/inside.h"
#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { GUARDS = 4, LEAST = 8, PERCENT = 90, FUNCTIONS = 3 };

// ---- one use ------------------------------------------------------------------------------------

bool vet_is_write(const struct vet_use *use)
{
    return use->op->kind == VET_OP_ASSIGN;
}

static bool is_parameter(const struct vet_place *place)
{
    while (place && place->kind != VET_PLACE_TARGET && place->kind != VET_PLACE_VARIABLE)
        place = place->base;
    if (place && place->kind == VET_PLACE_TARGET && place->value->kind == VET_VALUE_LOAD)
        place = place->value->place;
    return place && place->kind == VET_PLACE_VARIABLE && place->variable->kind == VET_PARAMETER;
}

// Two parameters are two objects: a->mu does not guard b->n.
static bool is_of_another(const struct vet_use_lock *l, const struct vet_place *owner)
{
    const struct vet_place *other = vet_owner_of_lock(l->lock, l->class);
    return other && other != owner && is_parameter(other) && is_parameter(owner);
}

enum vet_guarding vet_guarding_of(const struct vet_uses *u, const struct vet_use *use,
                                  const struct vet_place *owner, const struct vet_lock_class *guard,
                                  bool is_declared)
{
    struct vet_use_locks l = vet_locks_at(u, use);
    bool other = false, any = false;
    for (size_t i = 0; i < l.held_count; i++) {
        any = any || !is_of_another(&l.held[i], owner);
        if (l.held[i].class != guard)
            continue;
        if (guard->variable || vet_owner_of_lock(l.held[i].lock, guard) == owner)
            return l.held[i].shared && vet_is_write(use) ? VET_GUARDED_SHARED : VET_GUARDED;
        if (!is_of_another(&l.held[i], owner))
            return VET_UNSURE;
        other = true;
    }
    for (size_t i = 0; i < l.may_count; i++)
        if (l.may[i] == guard)
            return VET_UNSURE;
    if (is_declared ? use->locks.unsure : l.unsure)
        return VET_UNSURE;
    // Who writes may hold two locks, so that who reads needs only one of them.
    if (!is_declared && !vet_is_write(use) && any)
        return VET_UNSURE;
    return other ? VET_OTHER_GUARDED : VET_UNGUARDED;
}

// ---- lists of uses ------------------------------------------------------------------------------

static bool is_same_place(struct vet_location a, struct vet_location b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

bool vet_is_read_of_update(const struct vet_uses *u, size_t number)
{
    const struct vet_use *use = &u->list[number];
    if (vet_is_write(use))
        return false;
    for (size_t i = number + 1; i < u->count && i < number + 4; i++)
        if (u->list[i].function == use->function && u->list[i].op->is_update &&
            u->list[i].op->place == use->op->place &&
            is_same_place(u->list[i].op->location, use->op->location))
            return true;
    return false;
}

static struct vet_tally *tally_of(struct vet_tallies *t, const struct vet_place *data)
{
    size_t number = vet_map_find(&t->numbers, data);
    if (number == SIZE_MAX) {
        if (t->count % 256 == 0)
            t->list = xrealloc(t->list, (t->count + 256) * sizeof *t->list);
        number = t->count++;
        t->list[number] = (struct vet_tally){.data = data, .first = SIZE_MAX};
        vet_map_put(&t->numbers, data, number);
    }
    return &t->list[number];
}

static void add_use(const struct vet_uses *u, struct vet_tallies *t, size_t number)
{
    struct vet_item items[VET_ITEMS];
    size_t count = vet_items_of(u, u->list[number].place, items);
    for (size_t i = 0; i < count; i++) {
        struct vet_tally *of = tally_of(t, items[i].data);
        if (t->use_count % 1024 == 0)
            t->uses = xrealloc(t->uses, (t->use_count + 1024) * sizeof *t->uses);
        t->uses[t->use_count] = (struct vet_tallied){number, of->first, items[i].owner};
        of->first = t->use_count++;
        of->is_atomic = of->is_atomic || u->list[number].op->is_atomic;
    }
}

// ---- which lock ---------------------------------------------------------------------------------

struct candidate {
    const struct vet_lock_class *guard;
    size_t count;
};

static void vote(struct candidate *all, const struct vet_lock_class *guard)
{
    for (size_t i = 0; i < GUARDS; i++) {
        if (!all[i].guard)
            all[i].guard = guard;
        if (all[i].guard != guard)
            continue;
        all[i].count++;
        return;
    }
}

static const struct vet_lock_class *best_guard(const struct vet_uses *u,
                                               const struct vet_tallies *t,
                                               const struct vet_tally *of)
{
    struct candidate all[GUARDS] = {{NULL, 0}};
    size_t best = 0;
    for (size_t i = of->first; i != SIZE_MAX; i = t->uses[i].next) {
        struct vet_use_locks l = vet_locks_at(u, &u->list[t->uses[i].use]);
        for (size_t k = 0; k < l.held_count; k++)
            if (l.held[k].class->variable ||
                (t->uses[i].owner &&
                 vet_owner_of_lock(l.held[k].lock, l.held[k].class) == t->uses[i].owner))
                vote(all, l.held[k].class);
    }
    for (size_t i = 1; i < GUARDS; i++)
        if (all[i].count > all[best].count)
            best = i;
    return all[best].guard;
}

static void add_example(struct vet_tally *of, const struct vet_use *use)
{
    if (!of->examples[0])
        of->examples[0] = use;
    else if (!of->examples[1] && of->examples[0]->function != use->function)
        of->examples[1] = use;
}

static void count_one(const struct vet_uses *u, struct vet_tally *of, const struct vet_tallied *one,
                      const struct vet_function **last)
{
    const struct vet_use *use = &u->list[one->use];
    const struct vet_context *c = vet_context_of(u, use->function);
    enum vet_guarding g = vet_guarding_of(u, use, one->owner, of->guard, false);
    if (g == VET_GUARDED) {
        of->held++;
        of->held_writes += vet_is_write(use) && !c->is_limited;
        of->functions += use->function != *last;
        *last = use->function;
        add_example(of, use);
    } else if (c->is_limited || vet_is_own(u, use)) {
        return;
    } else if (g == VET_UNSURE) {
        of->unsure++;
    } else {
        of->unguarded++;
    }
}

static void count(const struct vet_uses *u, struct vet_tallies *t, struct vet_tally *of)
{
    const struct vet_function *last = NULL;
    of->guard = of->is_atomic ? NULL : best_guard(u, t, of);
    for (size_t i = of->first; of->guard && i != SIZE_MAX; i = t->uses[i].next)
        count_one(u, of, &t->uses[i], &last);
}

bool vet_is_guarded(const struct vet_tally *t)
{
    return t->guard && t->held >= LEAST && t->held_writes > 0 && t->functions >= FUNCTIONS &&
           t->held * 100 >= (t->held + t->unguarded) * PERCENT && t->unsure * 3 <= t->held;
}

void vet_tally(const struct vet_uses *u, struct vet_tallies *t)
{
    memset(t, 0, sizeof *t);
    for (size_t i = 0; i < u->count; i++)
        if (u->list[i].place && !vet_is_read_of_update(u, i))
            add_use(u, t, i);
    for (size_t i = 0; i < t->count; i++)
        count(u, t, &t->list[i]);
}

void vet_tallies_free(struct vet_tallies *t)
{
    vet_map_free(&t->numbers);
    free(t->list);
    free(t->uses);
}

// ---- for the whole program ----------------------------------------------------------------------

static void *open(struct vet_flow *f)
{
    struct vet_guards *g = xcalloc(1, sizeof *g);
    vet_uses_open(&g->uses, f);
    return g;
}

static void close(void *watched)
{
    struct vet_guards *g = watched;
    vet_tallies_free(&g->tallies);
    vet_uses_free(&g->uses);
    free(g);
}

const struct vet_watch vet_guards_watch = {open, vet_uses_begin, vet_uses_visit, vet_uses_end,
                                           close};

const struct vet_guards *vet_guards_of(struct vet_flow *f)
{
    struct vet_guards *g = vet_flow_watched(f);
    if (!g->is_complete) {
        g->is_complete = true;
        vet_uses_complete(&g->uses);
        vet_tally(&g->uses, &g->tallies);
    }
    return g;
}
