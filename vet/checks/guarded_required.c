// guarded_required.c - functions that are declared to need a lock, or to be called without it.
// SPDX-License-Identifier: MIT
#include "vet/checks/guarded.h"
#include "vet/flow/inside.h"

// ---- what the caller holds ----------------------------------------------------------------------

struct asserting {
    const struct vet_uses *uses;
    bool any;
};

static void look_for_assert(void *arg, const struct vet_function *f, const struct vet_block *b,
                            const struct vet_op *op)
{
    struct asserting *a = arg;
    struct vet_effect e;
    (void)f;
    (void)b;
    a->any = a->any || vet_effect_of(a->uses->flow, op, VET_HOLDS, &e);
}

static bool is_promised(const struct vet_function *f, const struct vet_place *lock)
{
    for (size_t i = 0; i < f->promise_count; i++)
        if (!f->promises[i].lock || f->promises[i].lock == lock)
            return true;
    return false;
}

// Was it taken to be held by the caller only because of calls like this one?
static bool is_guess(const struct vet_uses *u, const struct vet_function *f,
                     const struct vet_use_lock *held)
{
    const struct vet_summary *s = f->summary;
    struct asserting a = {.uses = u};
    bool is_needed = false;
    if (held->since || is_promised(f, held->lock))
        return false;
    for (size_t i = 0; i < s->effect_count; i++) {
        if (s->effects[i].lock != held->lock)
            continue;
        if (s->effects[i].verb != VET_HOLDS)
            return false;
        is_needed = true;
    }
    if (is_needed)
        vet_each_op_of(f, look_for_assert, &a);
    return is_needed && !a.any;
}

static void leave_out_guesses(const struct vet_uses *u, struct vet_use *use)
{
    struct vet_use_locks *l = &use->locks;
    size_t kept = 0;
    for (size_t i = 0; i < l->held_count; i++)
        if (!is_guess(u, use->function, &l->held[i]))
            l->held[kept++] = l->held[i];
    l->held_count = kept;
}

// ---- calls --------------------------------------------------------------------------------------

// A use of the lock itself, in the place of the call.
struct needing {
    struct vet_op op;
    struct vet_use use;
    const struct vet_place *owner;
    const struct vet_lock_class *class;
};

static bool find_lock(const struct vet_uses *u, const struct vet_use *call,
                      const struct vet_place *promised, struct needing *n)
{
    const struct vet_function *f = call->op->function;
    const struct vet_place *written = vet_seen_by_caller(u->program, call->op, f, promised);
    n->op = *call->op;
    n->op.arguments = call->arguments;
    const struct vet_place *lock = vet_seen_by_caller(u->program, &n->op, f, promised);
    n->class = lock && written ? vet_class_of(u->flow, lock) : NULL;
    if (!n->class)
        return false;
    n->owner = vet_owner_of_lock(lock, n->class);
    n->op.place = written;
    n->use = *call;
    n->use.op = &n->op;
    n->use.place = lock;
    leave_out_guesses(u, &n->use);
    return n->class->variable || n->owner;
}

static void look_at(const struct vet_uses *u, struct vet_findings *out, const struct vet_use *call,
                    const struct vet_promise *promise)
{
    struct needing n;
    const struct vet_context *c = vet_context_of(u, call->function);
    if (!promise->lock || !c || c->is_alone || !find_lock(u, call, promise->lock, &n) ||
        vet_is_own(u, &n.use))
        return;
    enum vet_guarding g = vet_guarding_of(u, &n.use, n.owner, n.class, true);
    const char *name = call->op->function->name, *lock = vet_place_name(u->program, n.op.place);
    if (promise->kind == VET_EXCLUDES && g == VET_GUARDED)
        vet_found(out, "guarded", call->op->location, call->function,
                  "'%s' is called with '%s' locked, and must not be", name, lock);
    if (promise->kind == VET_REQUIRES && (g == VET_UNGUARDED || g == VET_OTHER_GUARDED))
        vet_found(out, "guarded", call->op->location, call->function,
                  "'%s' is called without '%s', which it needs", name, lock);
}

void vet_check_required(const struct vet_uses *u, struct vet_findings *out)
{
    struct vet_effect effects[VET_EFFECTS];
    for (size_t i = 0; i < u->count; i++) {
        const struct vet_use *use = &u->list[i];
        const struct vet_function *f = use->place ? NULL : use->op->function;
        // Of what locks or waits the paths know more.
        if (!f || vet_declared_effects(vet_flow_locks(u->flow), u->program, use->op, effects) > 0)
            continue;
        for (size_t k = 0; k < f->promise_count; k++)
            look_at(u, out, use, &f->promises[k]);
    }
}
