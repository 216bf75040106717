// uses_items.c - what is used, told apart from other data, but not object by object.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/checks/life.h"

#include <stdio.h>

// ---- items --------------------------------------------------------------------------------------

// Stands for any object of a type.
static const struct vet_place *any_of(struct vet_program *p, const struct vet_type *record)
{
    char key[512];
    bool is_new;
    snprintf(key, sizeof key, "any of %.490s", record->key);
    struct vet_variable *v = vet_variable(p, key, &is_new);
    if (is_new) {
        v->name = record->name;
        v->kind = VET_TEMPORARY;
        v->type = record;
    }
    return vet_variable_place(p, v);
}

// The way from owner to place, which is the same whichever element of an array it goes by.
static const struct vet_place *way_from(struct vet_program *p, const struct vet_place *place,
                                        const struct vet_place *owner, const struct vet_place *any)
{
    if (place == owner)
        return any;
    if (place->kind == VET_PLACE_FIELD)
        return vet_field_place(p, way_from(p, place->base, owner, any), place->field);
    if (place->kind == VET_PLACE_ELEMENT)
        return vet_element(p, way_from(p, place->base, owner, any), vet_constant(p, 0, NULL),
                           place->type);
    return place;
}

size_t vet_items_of(const struct vet_uses *u, const struct vet_place *place, struct vet_item *out)
{
    struct vet_program *p = u->program;
    size_t count = 0;
    for (const struct vet_place *q = place; q && count < VET_ITEMS; q = q->base) {
        if (q->kind == VET_PLACE_FIELD && vet_map_find(&u->owners, q->field->record) != SIZE_MAX) {
            const struct vet_place *any = any_of(p, q->field->record);
            out[count++] = (struct vet_item){way_from(p, place, q->base, any), q->base};
        }
        if (q->kind == VET_PLACE_VARIABLE && q->variable->kind == VET_GLOBAL &&
            !q->variable->is_thread_local)
            out[count++] = (struct vet_item){way_from(p, place, q, q), NULL};
    }
    return count;
}

const struct vet_place *vet_owner_of_lock(const struct vet_place *lock,
                                          const struct vet_lock_class *class)
{
    while (lock && class->field) {
        if (lock->kind == VET_PLACE_FIELD && lock->field == class->field) {
            const struct vet_place *owner = lock->base;
            while (owner->kind == VET_PLACE_FIELD && owner->field->name[0] == '\0')
                owner = owner->base;
            return owner;
        }
        if (lock->kind == VET_PLACE_TARGET)
            lock = lock->value->kind == VET_VALUE_LOAD ? lock->value->place : NULL;
        else
            lock = lock->base;
    }
    return NULL;
}

// ---- objects that nobody else knows -------------------------------------------------------------

bool vet_is_own(const struct vet_uses *u, const struct vet_use *use)
{
    const struct vet_place *root = use->place;
    (void)u;
    while (root->base)
        root = root->base;
    if (root->kind == VET_PLACE_VARIABLE && root->variable->kind != VET_GLOBAL)
        return true;
    if (root->kind == VET_PLACE_TARGET && vet_makes_object(root->value))
        return true;
    const struct vet_place *names[] = {use->place, use->op->place};
    for (size_t i = 0; i < 2; i++) {
        struct vet_life life = vet_life_in(use->function, names[i]);
        if (life.is_made || life.is_freed)
            return true;
    }
    return false;
}
