// uses_gifts.c - which pointers functions give away, and which locks are held then.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/flow/path.h"
#include "xalloc.h"

static bool same_locks(const struct vet_use_locks *a, const struct vet_use_locks *b)
{
    if (a->held_count != b->held_count)
        return false;
    for (size_t i = 0; i < a->held_count; i++)
        if (a->held[i].class != b->held[i].class)
            return false;
    return true;
}

static bool is_noted(const struct vet_uses *u, const struct vet_gift *g)
{
    for (size_t i = u->gift_count_before; i < u->gift_count; i++) {
        const struct vet_gift *old = &u->gifts[i];
        if (old->written == g->written && old->value == g->value &&
            old->location.line == g->location.line && old->location.column == g->location.column &&
            same_locks(&old->locks, &g->locks))
            return true;
    }
    return false;
}

static void add(struct vet_uses *u, const struct vet_path *path, const struct vet_value *written,
                struct vet_location location, bool is_returned)
{
    const struct vet_value *v = vet_known_value(path, written);
    if (v->kind != VET_VALUE_ADDRESS && v->kind != VET_VALUE_LOAD)
        return;
    struct vet_gift g = {path->function, location, written, v, is_returned, vet_locks_on(path)};
    if (is_noted(u, &g))
        return;
    if (u->gift_count % 256 == 0)
        u->gifts = xrealloc(u->gifts, (u->gift_count + 256) * sizeof *u->gifts);
    u->gifts[u->gift_count++] = g;
}

static bool is_pointer(const struct vet_value *v)
{
    return v->type && v->type->kind == VET_POINTER;
}

void vet_note_gift(struct vet_uses *u, const struct vet_block *b, const struct vet_op *op,
                   const struct vet_path *path)
{
    if (!op && b->end == VET_END_RETURN && b->value && is_pointer(b->value))
        add(u, path, b->value, b->location, true);
    if (!op || op->kind != VET_OP_ASSIGN || !op->value || op->place->kind != VET_PLACE_TARGET ||
        op->place->value->kind != VET_VALUE_LOAD || !is_pointer(op->value))
        return;
    const struct vet_place *to = op->place->value->place; // *out
    if (to->kind == VET_PLACE_VARIABLE && to->variable->kind == VET_PARAMETER)
        add(u, path, op->value, op->location, false);
}
