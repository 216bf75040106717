// seen.c - places and values of a function, as who calls it sees them.
// SPDX-License-Identifier: MIT
#include "vet/locks/locks.h"

struct seeing {
    struct vet_program *program;
    const struct vet_op *call;
    const struct vet_function *function;
};

static const struct vet_place *place_seen(const struct seeing *s, const struct vet_place *place);

static const struct vet_value *argument_for(const struct seeing *s, const struct vet_place *place)
{
    if (place->kind != VET_PLACE_VARIABLE || place->variable->kind != VET_PARAMETER ||
        place->variable->function != s->function)
        return NULL;
    unsigned index = place->variable->index;
    return index < s->call->argument_count ? s->call->arguments[index] : NULL;
}

static const struct vet_value *call_seen(const struct seeing *s, const struct vet_value *value);

static const struct vet_value *value_seen(const struct seeing *s, const struct vet_value *value)
{
    const struct vet_place *place;
    const struct vet_value *left, *right;
    switch (value->kind) {
    case VET_VALUE_UNKNOWN: return NULL;
    case VET_VALUE_CONSTANT:
    case VET_VALUE_TEXT:
    case VET_VALUE_FUNCTION: return value;
    case VET_VALUE_LOAD:
        left = argument_for(s, value->place);
        if (left)
            return left;
        place = place_seen(s, value->place);
        return place ? vet_load(s->program, place) : NULL;
    case VET_VALUE_ADDRESS:
        place = place_seen(s, value->place);
        return place ? vet_address(s->program, place, value->type) : NULL;
    case VET_VALUE_CALL: return call_seen(s, value);
    case VET_VALUE_UNARY:
        left = value_seen(s, value->left);
        return left ? vet_unary(s->program, value->operator_, left, value->type) : NULL;
    case VET_VALUE_BINARY:
        left = value_seen(s, value->left);
        right = left ? value_seen(s, value->right) : NULL;
        return right ? vet_binary(s->program, value->operator_, left, right, value->type) : NULL;
    }
    return NULL;
}

static const struct vet_value *call_seen(const struct seeing *s, const struct vet_value *value)
{
    const struct vet_value *arguments[VET_ARGUMENTS];
    if (!value->function)
        return NULL;
    for (size_t i = 0; i < value->argument_count; i++) {
        arguments[i] = value_seen(s, value->arguments[i]);
        if (!arguments[i])
            return NULL;
    }
    return vet_call_value(s->program, value->function, NULL, arguments, value->argument_count,
                          value->type);
}

static const struct vet_place *place_seen(const struct seeing *s, const struct vet_place *place)
{
    const struct vet_place *base = NULL;
    const struct vet_value *value = NULL;
    if (place->kind == VET_PLACE_VARIABLE) // of its own variables, only who runs in it knows
        return place->variable->kind == VET_GLOBAL ? place : NULL;
    if (place->base && !(base = place_seen(s, place->base)))
        return NULL;
    if (place->value && !(value = value_seen(s, place->value)))
        return NULL;
    switch (place->kind) {
    case VET_PLACE_TARGET: return vet_target(s->program, value, place->type);
    case VET_PLACE_FIELD: return vet_field_place(s->program, base, place->field);
    case VET_PLACE_ELEMENT: return vet_element(s->program, base, value, place->type);
    default: return NULL;
    }
}

const struct vet_place *vet_seen_by_caller(struct vet_program *p, const struct vet_op *call,
                                           const struct vet_function *f,
                                           const struct vet_place *place)
{
    return place_seen(&(struct seeing){p, call, f}, place);
}

const struct vet_value *vet_value_seen_by_caller(struct vet_program *p, const struct vet_op *call,
                                                 const struct vet_function *f,
                                                 const struct vet_value *value)
{
    return value_seen(&(struct seeing){p, call, f}, value);
}
