// defer.c - PAWL_GUARD and its like, which unlock by themselves, misunderstood.
// SPDX-License-Identifier: MIT
#include "vet/checks/pairs.h"

struct deferring {
    struct vet_flow *flow;
    struct vet_findings *out;
};

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    (void)b;
    const struct deferring *d = arg;
    struct vet_effect e;
    if (op->is_cleanup && vet_effect_of(d->flow, op, VET_LOCKS, &e))
        vet_found(d->out, "defer", op->location, f,
                  "the cleanup of this scope locks '%s'; was an unlock meant?",
                  e.lock ? vet_place_name(vet_flow_program(d->flow), e.lock) : "it");
}

// ---- a guard, and the same by hand --------------------------------------------------------------

static void tell_locked_before(const struct deferring *d, const struct vet_function *function,
                               const struct vet_event *e, const char *name)
{
    struct vet_finding *f =
        vet_found(d->out, "defer", e->op->location, function,
                  "a guard locks '%s' by itself, and it is locked already", name);
    if (e->lock.since)
        vet_add_note(f, e->lock.since->location, "locked here: leave this out");
}

static void tell_unlocked_before(const struct deferring *d, const struct vet_function *function,
                                 const struct vet_event *e, const char *name)
{
    struct vet_finding *f = vet_found(
        d->out, "defer", e->lock.until->location, function,
        "'%s' is unlocked by hand, and by its guard at the end of the scope once more", name);
    if (e->lock.since)
        vet_add_note(f, e->lock.since->location, "guarded here");
}

static void look_at_events(const struct deferring *d, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; s && i < s->event_count; i++) {
        const struct vet_event *e = &s->events[i];
        const struct vet_place *lock = e->lock.written ? e->lock.written : e->lock.place;
        if (!lock || vet_may_be_reentrant(d->flow, e->lock.class))
            continue;
        const char *name = vet_place_name(vet_flow_program(d->flow), lock);
        if (e->kind == VET_LOCKED_TWICE && e->effect.scoped)
            tell_locked_before(d, function, e, name);
        else if (e->kind == VET_UNLOCKED_TWICE && e->op->is_cleanup && e->lock.until &&
                 !(e->lock.since && vet_is_locked_twice(function, e->lock.since)))
            tell_unlocked_before(d, function, e, name);
    }
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct deferring d = {f, out};
    const struct vet_program *p = vet_flow_program(f);
    vet_each_op(p, look_at, &d);
    for (size_t i = 0; i < p->function_count; i++)
        look_at_events(&d, p->functions[i]);
}

const struct vet_check vet_check_defer = {
    "defer", "a guard, which unlocks by itself, and a lock or unlock by hand", run, NULL};
