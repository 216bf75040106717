// explore.c - follows the paths through a function.
// SPDX-License-Identifier: MIT
#include "vet/flow/states.h"

#include <string.h>

enum {
    ALIKE = 16,    // states of a block with the same locks, before they become one
    STEPS = 40000, // blocks that are followed in one function
    WAYS = 256,    // through one block, as its calls turn out in this way or that
};

struct explorer {
    struct vet_flow *flow;
    const struct vet_function *function;
    const struct vet_plan *plan;
    struct vet_record *record;
    vet_visit *visit;
    void *arg;
    struct vet_states states;
    size_t ways;
};

// ---- from block to block ------------------------------------------------------------------------

// May a later condition ask about this?
static bool is_asked(const struct explorer *e, unsigned block, const struct vet_value *v)
{
    switch (v->kind) {
    case VET_VALUE_LOAD: return vet_is_live(e->plan, block, vet_token_of(v->place));
    case VET_VALUE_CALL: return vet_is_live(e->plan, block, v->function);
    case VET_VALUE_UNARY: return is_asked(e, block, v->left);
    case VET_VALUE_BINARY: return is_asked(e, block, v->left) && is_asked(e, block, v->right);
    case VET_VALUE_UNKNOWN: return false;
    default: return true;
    }
}

static bool is_pending(const struct vet_path *path, const struct vet_value *v)
{
    for (size_t i = 0; i < path->lock_count; i++)
        if (path->locks[i].pending && vet_value_contains(path->locks[i].pending, v))
            return true;
    return false;
}

// A value is also asked about if a variable that is, is the same.
static void drop_dead(const struct explorer *e, unsigned block, struct vet_path *path)
{
    bool live[VET_PATH_FACTS];
    for (size_t i = 0; i < path->fact_count; i++)
        live[i] = is_asked(e, block, path->facts[i].key) || is_pending(path, path->facts[i].key);
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < path->fact_count; i++)
            for (size_t j = 0; !live[i] && j < path->fact_count; j++)
                if (live[j] && path->facts[j].same &&
                    vet_value_contains(path->facts[j].same, path->facts[i].key))
                    live[i] = again = true;
    }
    size_t kept = 0;
    for (size_t i = 0; i < path->fact_count; i++)
        if (live[i])
            path->facts[kept++] = path->facts[i];
    path->fact_count = kept;
}

// An unlocked lock that is gone with its scope tells nothing.
static void go(struct explorer *e, const struct vet_block *to, struct vet_path *path)
{
    if (e->plan->come_from[to->index] > 1)
        drop_dead(e, to->index, path);
    vet_states_add(&e->states, e->plan->rank[to->index], path);
}

// Is this the condition on which a loop goes on? Others may change what it looks at meanwhile.
static bool closes_loop(const struct explorer *e, const struct vet_block *b)
{
    if (b->is_loop && e->plan->come_from[b->index] > 1)
        return true;
    for (size_t i = 0; i < b->next_count; i++)
        if (e->plan->rank[b->next[i]->index] <= e->plan->rank[b->index])
            return true;
    return false;
}

// Forgets the memory that a value looks at. Returns false if it looks at what is not shared memory
// alone: then the path decides.
static bool open_up(struct vet_path *path, const struct vet_value *v)
{
    if (v->kind == VET_VALUE_BINARY) {
        bool left = open_up(path, v->left), right = open_up(path, v->right);
        return left || right;
    }
    if (v->kind == VET_VALUE_UNARY)
        return open_up(path, v->left);
    if (v->kind != VET_VALUE_LOAD || !vet_is_shared(v))
        return false;
    const struct vet_value *key = vet_load(path->program, vet_known_place(path, v->place));
    size_t kept = 0;
    for (size_t i = 0; i < path->fact_count; i++)
        if (!vet_value_contains(path->facts[i].key, key))
            path->facts[kept++] = path->facts[i];
    path->fact_count = kept;
    return true;
}

static void branch(struct explorer *e, const struct vet_block *b, struct vet_path *path)
{
    struct vet_path other;
    bool is_open = closes_loop(e, b) && open_up(path, b->value);
    other = *path;
    if (is_open || vet_learn(path, b->value, true))
        go(e, b->next[0], path);
    if (is_open || vet_learn(&other, b->value, false))
        go(e, b->next[1], &other);
}

static void choose(struct explorer *e, const struct vet_block *b, const struct vet_path *path)
{
    const struct vet_value *value = vet_known_value(path, b->value);
    struct vet_range rest = vet_known_range(path, value);
    for (size_t i = 0; i < b->next_count; i++) {
        struct vet_path way = *path;
        struct vet_range r = rest;
        bool is_default = i + 1 == b->next_count;
        if (!is_default) {
            r = vet_range_of(b->cases[i].first, b->cases[i].last);
            if (b->cases[i].first == b->cases[i].last)
                rest = vet_range_without(rest, b->cases[i].first);
        }
        if (!vet_range_is_empty(r) && vet_learn_range(&way, value, r))
            go(e, b->next[i], &way);
    }
}

static void exit_by(struct explorer *e, const struct vet_block *b, const struct vet_path *path)
{
    if (!e->record)
        return;
    const struct vet_value *value = b->value ? vet_known_value(path, b->value) : NULL;
    for (size_t i = 0; value && i < path->lock_count; i++) {
        if (!path->locks[i].pending || !vet_value_contains(value, path->locks[i].pending))
            continue;
        for (int truth = 0; truth < 2; truth++) {
            struct vet_path way = *path;
            if (vet_learn(&way, path->locks[i].pending, truth))
                vet_record_exit(e->record, &way, vet_known_value(&way, value));
        }
        return;
    }
    vet_record_exit(e->record, path, value);
}

static void leave(struct explorer *e, const struct vet_block *b, struct vet_path *path)
{
    if (e->visit)
        e->visit(e->arg, b, NULL, path);
    switch (b->end) {
    case VET_END_GOTO:
        if (b->next_count)
            go(e, b->next[0], path);
        break;
    case VET_END_BRANCH: branch(e, b, path); break;
    case VET_END_SWITCH: choose(e, b, path); break;
    case VET_END_RETURN: exit_by(e, b, path); break;
    case VET_END_STOP: break;
    }
}

// What is looked at through a pointer says that it is none that points to nothing. Returns false if
// it is known to be that.
static bool learn_pointer(const struct explorer *e, const struct vet_block *b,
                          const struct vet_op *op, struct vet_path *path)
{
    const struct vet_place *root = op->place;
    if ((op->kind != VET_OP_READ && op->kind != VET_OP_ASSIGN) || !root)
        return true;
    while (root->base)
        root = root->base;
    const struct vet_value *pointer = root->value;
    if (!pointer || pointer->kind != VET_VALUE_LOAD || !is_asked(e, b->index, pointer))
        return true;
    return vet_learn_range(path, vet_known_value(path, pointer),
                           vet_range_without(vet_range_all, 0));
}

static void follow(struct explorer *e, const struct vet_block *b, size_t from,
                   struct vet_path *path)
{
    for (size_t i = from; i < b->op_count; i++) {
        struct vet_path other;
        bool splits = false;
        if (e->visit)
            e->visit(e->arg, b, &b->ops[i], path);
        bool goes_on = learn_pointer(e, b, &b->ops[i], path) &&
                       vet_step(path, &b->ops[i], e->record, &other, &splits);
        if (splits && ++e->ways > WAYS)
            e->states.too_many = true;
        else if (splits)
            follow(e, b, i + 1, &other);
        if (!goes_on || e->states.too_many)
            return;
    }
    leave(e, b, path);
}

// ---- the beginning ------------------------------------------------------------------------------

static void hold(struct vet_path *path, const struct vet_place *place, bool shared, bool declared)
{
    if (!place || path->lock_count == VET_PATH_LOCKS || vet_lock_at(path, place))
        return;
    path->locks[path->lock_count++] =
        (struct vet_lock_now){.place = place,
                              .written = place,
                              .class = vet_class_of(path->flow, place),
                              .held = true,
                              .shared = shared,
                              .entry_held = true,
                              .by_caller = true,
                              .declared = declared,
                              .depth = 1};
}

bool vet_is_guess(enum vet_verb verb)
{
    return verb == VET_UNLOCKS || verb == VET_HOLDS;
}

void vet_path_begin(struct vet_path *path, struct vet_flow *f, const struct vet_function *function,
                    bool guesses)
{
    path->flow = f;
    path->program = f->program;
    path->function = function;
    path->in_loop = false;
    path->lock_count = path->fact_count = 0;
    const struct vet_summary *s = function->summary;
    for (size_t i = 0; i < function->parameter_count; i++)
        if (s->plan->shadow[i])
            vet_learn_same(
                path, vet_load(f->program, vet_variable_place(f->program, function->parameters[i])),
                vet_load(f->program, s->plan->shadow[i]));
    for (size_t i = 0; i < function->promise_count; i++) {
        const struct vet_promise *p = &function->promises[i];
        if (p->lock && (p->kind == VET_REQUIRES || p->kind == VET_RELEASES))
            hold(path, vet_known_lock(path, p->lock), p->shared, true);
    }
    for (size_t i = 0; guesses && i < s->effect_count; i++) {
        const struct vet_effect *e = &s->effects[i];
        if (e->lock && vet_is_guess(e->verb))
            hold(path, vet_known_lock(path, e->lock), e->shared, false);
    }
}

bool vet_explore(struct vet_flow *f, const struct vet_function *function,
                 const struct vet_path *start, struct vet_record *r, vet_visit *visit, void *arg)
{
    const struct vet_plan *plan = vet_plan_of(f, function);
    struct explorer e = {
        .flow = f, .function = function, .plan = plan, .record = r, .visit = visit, .arg = arg};
    struct vet_path path = *start;
    vet_states_begin(&e.states, plan->block_count, plan->is_worth_it ? ALIKE : 1);
    vet_states_add(&e.states, plan->rank[0], &path);
    size_t steps = 0, rank;
    while ((rank = vet_states_next(&e.states, &path)) != SIZE_MAX) {
        const struct vet_block *b = function->blocks[plan->order[rank]];
        if (steps >= STEPS || e.states.too_many)
            break;
        path.in_loop = plan->in_loop[b->index];
        if (r)
            r->block = b;
        e.ways = 1;
        follow(&e, b, 0, &path);
        steps += e.ways;
    }
    vet_states_end(&e.states);
    return rank == SIZE_MAX && !e.states.too_many;
}
