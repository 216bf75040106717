// order.c - two functions that take the same two locks in opposite order.
// SPDX-License-Identifier: MIT
//
// One alone waits for the other's lock while it holds what the other waits for, if they meet. Only
// locks that are certain to meet count: global ones, and those of one and the same object.
#include "vet/checks/checks.h"
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdlib.h>

// While first is held, second is taken.
struct edge {
    const struct vet_function *function;
    const struct vet_event *event;
    const struct vet_lock_class *first, *second;
    size_t number;
    size_t low, high; // numbers of the classes
    bool is_up;       // first is low
    bool same_object; // else one of the two is global
};

struct edges {
    struct edge *list;
    size_t count;
    struct vet_map numbers; // of classes
};

// ---- what counts --------------------------------------------------------------------------------

static const struct vet_place *object_of(const struct vet_place *p)
{
    while (p->kind == VET_PLACE_FIELD || p->kind == VET_PLACE_ELEMENT)
        p = p->base;
    return p;
}

static bool takes_shared(const struct vet_event *e)
{
    return e->taking ? e->taking->taken.shared : e->effect.shared;
}

static bool is_blocking(const struct vet_event *e)
{
    return e->taking ? !e->taking->taken.tried && !e->taking->let_go_first
                     : e->effect.verb == VET_LOCKS && !e->effect.timed;
}

static size_t number_of(struct edges *all, const struct vet_lock_class *c)
{
    size_t number = vet_map_find(&all->numbers, c);
    if (number == SIZE_MAX)
        vet_map_put(&all->numbers, c, number = all->numbers.used);
    return number;
}

static void add(struct edges *all, struct vet_flow *f, const struct vet_function *function,
                const struct vet_event *e)
{
    const struct vet_lock_class *first = e->lock.class;
    const struct vet_lock_class *second = e->place ? vet_class_of(f, e->place) : NULL;
    if (!first || !second || first == second || !is_blocking(e) || !e->lock.since)
        return;
    bool same_object = object_of(e->lock.place) == object_of(e->place);
    if (!same_object && !first->variable && !second->variable)
        return;
    size_t a = number_of(all, first), b = number_of(all, second);
    if (all->count % 64 == 0)
        all->list = xrealloc(all->list, (all->count + 64) * sizeof *all->list);
    all->list[all->count] = (struct edge){.function = function,
                                          .number = all->count,
                                          .event = e,
                                          .first = first,
                                          .second = second,
                                          .low = a < b ? a : b,
                                          .high = a < b ? b : a,
                                          .is_up = a < b,
                                          .same_object = same_object};
    all->count++;
}

static bool holds_class(const struct vet_event *e, const struct vet_lock_class *c)
{
    for (size_t i = 0; i < e->held_count; i++)
        if (e->held[i].held && e->held[i].class == c)
            return true;
    return false;
}

// A third lock that both hold keeps them apart.
static bool are_kept_apart(const struct edge *a, const struct edge *b)
{
    for (size_t i = 0; i < a->event->held_count; i++) {
        const struct vet_lock_now *l = &a->event->held[i];
        if (l->held && l->class && l->class != a->first && l->class != a->second &&
            holds_class(b->event, l->class))
            return true;
    }
    return false;
}

static bool can_meet(const struct edge *a, const struct edge *b)
{
    if (a->is_up == b->is_up || a->function == b->function || a->same_object != b->same_object)
        return false;
    bool readers_of_first = a->event->lock.shared && takes_shared(b->event);
    bool readers_of_second = takes_shared(a->event) && b->event->lock.shared;
    return !readers_of_first && !readers_of_second && !are_kept_apart(a, b);
}

// ---- telling ------------------------------------------------------------------------------------

static void show(struct vet_finding *finding, const struct edge *e)
{
    vet_add_note(finding, e->event->lock.since->location, "'%s' locks '%s' here", e->function->name,
                 e->first->name);
    vet_add_note(finding, e->event->op->location, "and then '%s' here", e->second->name);
    if (e->event->taking)
        vet_add_note(finding, e->event->taking->taken.where->location, "taken here");
}

static void tell(struct vet_findings *out, const struct edge *rare, const struct edge *usual)
{
    struct vet_finding *finding =
        vet_found(out, "order", rare->event->op->location, rare->function,
                  "'%s' is locked while '%s' is held; in '%s' it is the other way round",
                  rare->second->name, rare->first->name, usual->function->name);
    show(finding, rare);
    show(finding, usual);
}

static int compare(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static bool is_same_pair(const struct edge *a, const struct edge *b)
{
    return a->low == b->low && a->high == b->high;
}

// All edges between the same two classes.
static void check_pair(struct vet_findings *out, const struct edge *list, size_t count)
{
    size_t up = 0;
    for (size_t i = 0; i < count; i++)
        up += list[i].is_up;
    bool up_is_rare = up * 2 < count;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; list[i].is_up == up_is_rare && k < count; k++)
            if (can_meet(&list[i], &list[k])) {
                tell(out, &list[i], &list[k]);
                return;
            }
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct edges all = {0};
    const struct vet_program *p = vet_flow_program(f);
    for (size_t i = 0; i < p->function_count; i++) {
        const struct vet_summary *s = p->functions[i]->summary;
        for (size_t k = 0; s && k < s->event_count; k++)
            if (s->events[k].kind == VET_NESTED)
                add(&all, f, p->functions[i], &s->events[k]);
    }
    if (all.count)
        qsort(all.list, all.count, sizeof *all.list, compare);
    for (size_t i = 0, n; i < all.count; i += n) {
        for (n = 1; i + n < all.count && is_same_pair(&all.list[i], &all.list[i + n]); n++)
            ;
        check_pair(out, &all.list[i], n);
    }
    vet_map_free(&all.numbers);
    free(all.list);
}

const struct vet_check vet_check_order = {
    .name = "order",
    .brief = "two functions that take the same two locks in opposite order",
    .run = run,
};
