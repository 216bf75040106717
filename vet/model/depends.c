// depends.c - which values change when something in memory does.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

enum { DEEPEST = 64 };

bool vet_is_within(const struct vet_place *place, const struct vet_place *whole)
{
    for (; place; place = place->base) {
        if (place == whole)
            return true;
    }
    return false;
}

// Writes the places that place is a part of, it included, the outermost first.
static size_t way_to(const struct vet_place *place, const struct vet_place **way)
{
    size_t count = 0;
    const struct vet_place *at = place;
    do
        count++;
    while ((at = at->base) && count < DEEPEST);
    for (size_t i = count; i-- > 0; place = place->base)
        way[i] = place;
    return count;
}

// Can two parts of one whole overlap? Members of a union do, and a[i] and a[j].
static bool may_be_same(const struct vet_place *a, const struct vet_place *b)
{
    if (a == b || a->kind != b->kind)
        return true;
    if (a->kind == VET_PLACE_FIELD)
        return a->field == b->field || a->field->record != b->field->record ||
               a->field->record->is_union;
    return a->value->kind != VET_VALUE_CONSTANT || b->value->kind != VET_VALUE_CONSTANT ||
           a->value->constant == b->value->constant;
}

static bool may_overlap(const struct vet_place *a, const struct vet_place *b)
{
    const struct vet_place *way_a[DEEPEST], *way_b[DEEPEST];
    size_t count_a = way_to(a, way_a), count_b = way_to(b, way_b);
    if (way_a[0] != way_b[0])
        return false;
    for (size_t i = 1; i < count_a && i < count_b; i++) {
        if (way_a[i] == way_b[i])
            continue;
        if (!may_be_same(way_a[i], way_b[i]))
            return false;
        if (way_a[i]->kind != way_b[i]->kind)
            return true;
    }
    return true;
}

bool vet_value_depends(const struct vet_value *value, const struct vet_place *part)
{
    if (!value || !(value->loaded & part->whole))
        return false;
    if (value->kind == VET_VALUE_LOAD && may_overlap(value->place, part))
        return true;
    if (value->place && vet_place_depends(value->place, part))
        return true;
    for (size_t i = 0; i < value->argument_count; i++) {
        if (vet_value_depends(value->arguments[i], part))
            return true;
    }
    return vet_value_depends(value->left, part) || vet_value_depends(value->right, part);
}

bool vet_place_depends(const struct vet_place *place, const struct vet_place *part)
{
    if (!(place->loaded & part->whole))
        return false;
    for (; place; place = place->base) {
        if (vet_value_depends(place->value, part))
            return true;
    }
    return false;
}

// Arithmetic on pointers begins at the pointer, which is on the left.
static const struct vet_variable *root_of_value(const struct vet_value *value)
{
    while (value->left && value->kind != VET_VALUE_CALL)
        value = value->left;
    return value->place ? vet_root(value->place) : NULL;
}

const struct vet_variable *vet_root(const struct vet_place *place)
{
    while (place->base)
        place = place->base;
    if (place->kind == VET_PLACE_VARIABLE)
        return place->variable;
    return root_of_value(place->value);
}
