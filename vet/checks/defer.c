// defer.c - PAWL_GUARD and its like, which unlock by themselves, misunderstood.
// SPDX-License-Identifier: MIT
#include "vet/checks/checks.h"

struct deferring {
    struct vet_flow *flow;
    struct vet_findings *out;
};

static bool is_guard(struct vet_flow *flow, const struct vet_op *op, struct vet_effect *e)
{
    return vet_effect_of(flow, op, VET_LOCKS, e) && e->scoped;
}

// The call that locks the same lock just before the guard does.
static void look_for_second_lock(const struct deferring *d, const struct vet_function *f,
                                 const struct vet_block *b, const struct vet_op *op)
{
    struct vet_effect e, guard;
    if (!vet_effect_of(d->flow, op, VET_LOCKS, &e) || e.scoped || e.reentrant || !e.lock)
        return;
    for (const struct vet_op *next = op + 1; next < b->ops + b->op_count; next++) {
        struct vet_effect other;
        if (vet_effect_of(d->flow, next, VET_UNLOCKS, &other) && !next->is_cleanup)
            return;
        if (!is_guard(d->flow, next, &guard) || guard.lock != e.lock)
            continue;
        struct vet_finding *finding =
            vet_found(d->out, "defer", next->location, f,
                      "a guard locks '%s' by itself, and it is locked already",
                      vet_place_name(vet_flow_program(d->flow), e.lock));
        vet_add_note(finding, op->location, "locked here: leave this out");
        return;
    }
}

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    const struct deferring *d = arg;
    struct vet_effect e;
    if (op->is_cleanup && vet_effect_of(d->flow, op, VET_LOCKS, &e))
        vet_found(d->out, "defer", op->location, f,
                  "the cleanup of this scope locks '%s'; was an unlock meant?",
                  e.lock ? vet_place_name(vet_flow_program(d->flow), e.lock) : "it");
    else
        look_for_second_lock(d, f, b, op);
}

// ---- an unlock inside a guarded scope -----------------------------------------------------------

static void look_at_path(void *arg, const struct vet_block *b, const struct vet_op *op,
                         const struct vet_path *path)
{
    (void)b;
    const struct deferring *d = arg;
    struct vet_effect e, guard;
    if (!op || op->is_cleanup || !vet_effect_of(d->flow, op, VET_UNLOCKS, &e) || !e.lock)
        return;
    const struct vet_place *lock = vet_path_place(path, e.lock);
    for (size_t i = 0; i < vet_path_held(path); i++) {
        struct vet_held held = vet_path_held_at(path, i);
        if (held.lock != lock || !held.since || !is_guard(d->flow, held.since, &guard))
            continue;
        struct vet_finding *finding = vet_found(
            d->out, "defer", op->location, NULL,
            "'%s' is unlocked by hand, and by its guard at the end of the scope once more",
            vet_place_name(vet_flow_program(d->flow), e.lock));
        vet_add_note(finding, held.since->location, "guarded here");
    }
}

struct guards {
    struct vet_flow *flow;
    bool any;
};

static void look_for_guard(void *arg, const struct vet_function *f, const struct vet_block *b,
                           const struct vet_op *op)
{
    (void)f;
    (void)b;
    struct guards *g = arg;
    struct vet_effect e;
    g->any = g->any || is_guard(g->flow, op, &e);
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct deferring d = {f, out};
    const struct vet_program *p = vet_flow_program(f);
    vet_each_op(p, look_at, &d);
    for (size_t i = 0; i < p->function_count; i++) {
        struct guards g = {f, false};
        vet_each_op_of(p->functions[i], look_for_guard, &g);
        if (g.any)
            vet_walk(f, p->functions[i], look_at_path, &d);
    }
}

const struct vet_check vet_check_defer = {
    "defer", "a guard, which unlocks by itself, and a lock or unlock by hand", run};
