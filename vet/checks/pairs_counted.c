// pairs_counted.c - recursion by hand: if (owner != me) lock(); if (--count == 0) unlock();
// SPDX-License-Identifier: MIT
//
// Who owns the lock, and how often, is kept in memory. Paths on which the two contradict each other
// can be thought of, but do not happen.
#include "vet/checks/pairs.h"

// Is a count in memory changed here, and is the second way on for when it is 0?
static bool counts(const struct vet_block *b)
{
    if (b->end != VET_END_BRANCH || !b->value || b->value->operator_ == VET_LESS ||
        b->value->operator_ == VET_LESS_EQUAL || b->value->operator_ == VET_EQUAL)
        return false;
    for (size_t i = 0; i < b->op_count; i++) {
        const struct vet_op *op = &b->ops[i];
        if (op->kind != VET_OP_ASSIGN || !op->is_update || !op->place)
            continue;
        const struct vet_place *p = op->place;
        if (p->kind != VET_PLACE_VARIABLE || p->variable->kind == VET_GLOBAL)
            return true;
    }
    return false;
}

static bool unlocks(struct vet_flow *flow, const struct vet_block *b,
                    const struct vet_lock_class *class, const struct vet_place *place)
{
    struct vet_effect e;
    for (size_t i = 0; i < b->op_count; i++)
        if (vet_effect_of(flow, &b->ops[i], VET_UNLOCKS, &e) && e.lock &&
            (e.lock == place || (class && vet_class_of(flow, e.lock) == class)))
            return true;
    return false;
}

bool vet_is_counted(const struct vet_pairs *p, const struct vet_function *function,
                    const struct vet_lock_now *lock)
{
    for (size_t i = 0; i < function->block_count; i++) {
        const struct vet_block *b = function->blocks[i];
        if (counts(b) && unlocks(p->flow, b->next[1], lock->class, lock->place))
            return true;
    }
    return false;
}
