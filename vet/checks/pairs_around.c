// pairs_around.c - whether anybody around a call could make up for what it does to a lock.
// SPDX-License-Identifier: MIT
//
// Where it is not known what becomes of a lock on each path, it can still be seen that a caller has
// nothing with which it could unlock it later, or have locked it before.
#include "vet/checks/pairs.h"

#include "xalloc.h"

#include <stdlib.h>

struct around {
    struct vet_pairs *pairs;
    const struct vet_lock_class *class;
    bool after;              // look for unlocks after the call; else for locks before it
    struct vet_map asked;    // functions, of which all callers were looked at
    struct vet_map searched; // functions, all of which was looked at
};

// What an operation means to somebody who looks for a lock or an unlock.
enum meaning { MEANS_NOTHING, MEANS_THIS, MEANS_REVERSE };

// ---- one operation ------------------------------------------------------------------------------

static bool may_be_it(const struct around *a, const struct vet_place *lock)
{
    const struct vet_lock_class *class = lock ? vet_class_of(a->pairs->flow, lock) : NULL;
    if (class || !lock)
        return !class || class == a->class;
    while (lock->base)
        lock = lock->base;
    return lock->kind != VET_PLACE_VARIABLE; // that is a local one
}

static enum meaning meaning_of(const struct around *a, const struct vet_effect *e)
{
    bool happens = e->verb == VET_LOCKS ? !e->timed : e->success == VET_ALWAYS;
    bool certain = happens && e->lock && vet_class_of(a->pairs->flow, e->lock);
    switch (e->verb) {
    case VET_UNLOCKS: return a->after ? MEANS_THIS : certain ? MEANS_REVERSE : MEANS_NOTHING;
    case VET_LOCKS: return !a->after ? MEANS_THIS : certain ? MEANS_REVERSE : MEANS_NOTHING;
    case VET_TRIES: return !a->after ? MEANS_THIS : MEANS_NOTHING;
    case VET_HOLDS:
    case VET_WAITS: return MEANS_THIS; // it is counted on
    default: return MEANS_NOTHING;
    }
}

static bool is_in(struct around *a, const struct vet_function *function);

static enum meaning op_meaning(struct around *a, const struct vet_op *op)
{
    if (op->kind != VET_OP_CALL)
        return MEANS_NOTHING;
    const struct vet_call_info *info = vet_info_of(a->pairs->flow, op);
    const struct vet_function *callee = op->function;
    enum meaning m = MEANS_NOTHING;
    for (size_t i = 0; i < info->effect_count && m != MEANS_THIS; i++)
        if (may_be_it(a, info->effects[i].lock)) {
            enum meaning other = meaning_of(a, &info->effects[i]);
            m = other == MEANS_NOTHING ? m : other;
        }
    bool is_unknown = callee && callee->summary && !callee->summary->is_primitive &&
                      (callee->summary->given_up || callee->is_incomplete);
    for (size_t i = 0; i < info->confused_count; i++)
        is_unknown = is_unknown || may_be_it(a, info->confused[i]);
    if (m == MEANS_NOTHING && is_unknown && is_in(a, callee))
        m = MEANS_THIS;
    return m;
}

// ---- the ways from a call, or to it -------------------------------------------------------------

struct ways {
    struct around *around;
    const struct vet_function *function;
    bool *seen; // by block index
    bool found, leaves;
};

// Looks through a part of a block. Returns whether the way goes on.
static bool look(struct ways *w, const struct vet_block *b, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        size_t at = w->around->after ? i : to - 1 - (i - from);
        switch (op_meaning(w->around, &b->ops[at])) {
        case MEANS_THIS: w->found = true; return false;
        case MEANS_REVERSE: return false;
        default: break;
        }
    }
    return true;
}

static bool leads_to(const struct vet_block *from, const struct vet_block *to)
{
    for (size_t i = 0; i < from->next_count; i++)
        if (from->next[i] == to)
            return true;
    return false;
}

// Marks the blocks that are next to one. Returns whether there were any new ones.
static void go_on(struct ways *w, const struct vet_block *b, struct vet_block const **list,
                  size_t *count)
{
    bool after = w->around->after;
    w->leaves = w->leaves || (after ? b->end == VET_END_RETURN : b == w->function->blocks[0]);
    for (size_t i = 0; i < w->function->block_count; i++) {
        const struct vet_block *other = w->function->blocks[i];
        if (w->seen[other->index] || !(after ? leads_to(b, other) : leads_to(other, b)))
            continue;
        w->seen[other->index] = true;
        list[(*count)++] = other;
    }
}

static bool find_call(const struct vet_function *f, const struct vet_op *op,
                      const struct vet_block **block, size_t *number)
{
    for (size_t i = 0; i < f->block_count; i++)
        for (size_t j = 0; j < f->blocks[i]->op_count; j++)
            if (&f->blocks[i]->ops[j] == op) {
                *block = f->blocks[i];
                *number = j;
                return true;
            }
    return false;
}

static bool asks_callers(struct around *a, const struct vet_function *function);

// Follows the ways from a part of a block, or from all blocks where they may begin.
static struct ways follow(struct around *a, const struct vet_function *function,
                          const struct vet_block *b, size_t from, size_t to)
{
    struct ways w = {.around = a, .function = function};
    size_t count = 0;
    w.seen = xcalloc(function->block_count + 1, sizeof *w.seen);
    const struct vet_block **list = xcalloc(function->block_count + 1, sizeof *list);
    for (size_t i = 0; !b && i < function->block_count; i++) {
        const struct vet_block *first = function->blocks[i];
        if (a->after ? i > 0 : first->end != VET_END_RETURN)
            continue;
        w.seen[first->index] = true;
        list[count++] = first;
    }
    if (b && look(&w, b, from, to))
        go_on(&w, b, list, &count);
    while (count > 0 && !w.found) {
        b = list[--count];
        if (look(&w, b, 0, b->op_count))
            go_on(&w, b, list, &count);
    }
    free(list);
    free(w.seen);
    return w;
}

static bool is_in(struct around *a, const struct vet_function *function)
{
    if (vet_map_find(&a->searched, function) != SIZE_MAX)
        return false;
    vet_map_put(&a->searched, function, 1);
    return follow(a, function, NULL, 0, 0).found;
}

static bool is_around(struct around *a, const struct vet_call *call)
{
    const struct vet_block *b;
    size_t number;
    if (!find_call(call->caller, call->op, &b, &number))
        return true;
    struct ways w =
        follow(a, call->caller, b, a->after ? number + 1 : 0, a->after ? b->op_count : number);
    return w.found || (w.leaves && asks_callers(a, call->caller));
}

static bool asks_callers(struct around *a, const struct vet_function *function)
{
    const struct vet_summary *s = function->summary;
    if (vet_map_find(&a->asked, function) != SIZE_MAX)
        return false;
    vet_map_put(&a->asked, function, 1);
    for (size_t i = 0; i < s->caller_count; i++)
        if (s->callers[i].caller->promise_count || is_around(a, &s->callers[i]))
            return true;
    return false;
}

bool vet_may_be_made_up(struct vet_pairs *p, const struct vet_call *call,
                        const struct vet_lock_class *class, bool after)
{
    struct around a = {.pairs = p, .class = class, .after = after};
    bool found = !class || is_around(&a, call);
    vet_map_free(&a.asked);
    vet_map_free(&a.searched);
    return found;
}
