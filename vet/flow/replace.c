// replace.c - values and places with a part of them replaced, or looked for.
// SPDX-License-Identifier: MIT
#include "vet/flow/path.h"

bool vet_value_contains(const struct vet_value *value, const struct vet_value *part)
{
    if (!value || value == part)
        return value && value == part;
    if (value->size <= part->size || (part->loaded & ~value->loaded))
        return false;
    switch (value->kind) {
    case VET_VALUE_LOAD:
    case VET_VALUE_ADDRESS: return vet_place_contains(value->place, part);
    case VET_VALUE_CALL:
        for (size_t i = 0; i < value->argument_count; i++)
            if (vet_value_contains(value->arguments[i], part))
                return true;
        return vet_value_contains(value->left, part);
    case VET_VALUE_UNARY:
    case VET_VALUE_BINARY:
        return vet_value_contains(value->left, part) || vet_value_contains(value->right, part);
    default: return false;
    }
}

bool vet_place_contains(const struct vet_place *place, const struct vet_value *part)
{
    if (part->loaded & ~place->loaded)
        return false;
    for (; place; place = place->base)
        if (place->value && vet_value_contains(place->value, part))
            return true;
    return false;
}

const struct vet_place *vet_replace_in_place(struct vet_program *p, const struct vet_place *in,
                                             const struct vet_value *from,
                                             const struct vet_value *to)
{
    if (!vet_place_contains(in, from))
        return in;
    switch (in->kind) {
    case VET_PLACE_TARGET: return vet_target(p, vet_replace(p, in->value, from, to), in->type);
    case VET_PLACE_FIELD:
        return vet_field_place(p, vet_replace_in_place(p, in->base, from, to), in->field);
    case VET_PLACE_ELEMENT:
        return vet_element(p, vet_replace_in_place(p, in->base, from, to),
                           vet_replace(p, in->value, from, to), in->type);
    default: return in;
    }
}

const struct vet_value *vet_replace(struct vet_program *p, const struct vet_value *in,
                                    const struct vet_value *from, const struct vet_value *to)
{
    if (in == from)
        return to;
    if (!vet_value_contains(in, from))
        return in;
    switch (in->kind) {
    case VET_VALUE_LOAD: return vet_load(p, vet_replace_in_place(p, in->place, from, to));
    case VET_VALUE_ADDRESS:
        return vet_address(p, vet_replace_in_place(p, in->place, from, to), in->type);
    case VET_VALUE_CALL: {
        const struct vet_value *arguments[VET_ARGUMENTS];
        for (size_t i = 0; i < in->argument_count; i++)
            arguments[i] = vet_replace(p, in->arguments[i], from, to);
        const struct vet_value *callee = in->left ? vet_replace(p, in->left, from, to) : NULL;
        return vet_call_value(p, in->function, callee, arguments, in->argument_count, in->type);
    }
    case VET_VALUE_UNARY:
        return vet_unary(p, in->operator_, vet_replace(p, in->left, from, to), in->type);
    case VET_VALUE_BINARY:
        return vet_binary(p, in->operator_, vet_replace(p, in->left, from, to),
                          vet_replace(p, in->right, from, to), in->type);
    default: return in;
    }
}

bool vet_is_private(const struct vet_place *place)
{
    while (place->kind == VET_PLACE_FIELD || place->kind == VET_PLACE_ELEMENT)
        place = place->base;
    return place->kind == VET_PLACE_VARIABLE && place->variable->kind != VET_GLOBAL &&
           !place->variable->address_taken;
}

static bool is_shared_place(const struct vet_place *place)
{
    const struct vet_place *root = place;
    for (; root; root = root->base) {
        if (root->value && vet_is_shared(root->value))
            return true;
        if (root->kind == VET_PLACE_TARGET)
            return true;
        if (root->kind == VET_PLACE_VARIABLE && root->variable->kind == VET_GLOBAL)
            return true;
    }
    return false;
}

bool vet_is_shared(const struct vet_value *value)
{
    switch (value->kind) {
    case VET_VALUE_LOAD: return is_shared_place(value->place);
    case VET_VALUE_CALL: return true;
    case VET_VALUE_UNARY: return vet_is_shared(value->left);
    case VET_VALUE_BINARY: return vet_is_shared(value->left) || vet_is_shared(value->right);
    default: return false;
    }
}
