// know.c - what values and places are, by what is known on a path.
// SPDX-License-Identifier: MIT
#include "vet/flow/path.h"

enum { DEEP = 12 }; // values that are made of so many are not looked into

static const struct vet_value *value_of(const struct vet_path *path, const struct vet_value *value,
                                        unsigned depth);

static const struct vet_place *place_of(const struct vet_path *path, const struct vet_place *place,
                                        unsigned depth)
{
    struct vet_program *p = path->program;
    if (depth > DEEP)
        return place;
    switch (place->kind) {
    case VET_PLACE_TARGET: {
        const struct vet_value *v = value_of(path, place->value, depth + 1);
        return v == place->value ? place : vet_target(p, v, place->type);
    }
    case VET_PLACE_FIELD: {
        const struct vet_place *base = place_of(path, place->base, depth + 1);
        return base == place->base ? place : vet_field_place(p, base, place->field);
    }
    case VET_PLACE_ELEMENT: {
        const struct vet_place *base = place_of(path, place->base, depth + 1);
        const struct vet_value *v = value_of(path, place->value, depth + 1);
        if (base == place->base && v == place->value)
            return place;
        return vet_element(p, base, v, place->type);
    }
    default: return place;
    }
}

// What a value is known to be the same as.
static const struct vet_value *by_fact(const struct vet_path *path, const struct vet_value *value)
{
    for (size_t i = 0; i < path->fact_count; i++) {
        const struct vet_fact *f = &path->facts[i];
        int64_t number;
        if (f->key != value)
            continue;
        if (f->same)
            return f->same;
        if (vet_range_is_one(f->range, &number))
            return vet_constant(path->program, number, value->type);
        break;
    }
    return value;
}

static const struct vet_value *load_of(const struct vet_path *path, const struct vet_value *value,
                                       unsigned depth)
{
    const struct vet_place *place = place_of(path, value->place, depth + 1);
    if (place != value->place)
        value = vet_load(path->program, place);
    return by_fact(path, value);
}

// The call, with what its arguments are.
static const struct vet_value *same_call(const struct vet_path *path, const struct vet_value *value,
                                         unsigned depth)
{
    const struct vet_value *arguments[VET_ARGUMENTS];
    bool same = true;
    for (size_t i = 0; i < value->argument_count; i++) {
        arguments[i] = value_of(path, value->arguments[i], depth + 1);
        same = same && arguments[i] == value->arguments[i];
    }
    return same ? value
                : vet_call_value(path->program, value->function, value->left, arguments,
                                 value->argument_count, value->type);
}

const struct vet_value *vet_known_call(const struct vet_path *path, const struct vet_value *call)
{
    return same_call(path, call, 0);
}

static const struct vet_value *call_of(const struct vet_path *path, const struct vet_value *value,
                                       unsigned depth)
{
    // A guard returns the lock that it was given.
    int returned = vet_returned_argument(vet_flow_locks(path->flow), value->function);
    bool is_itself = returned >= 0 && value->function->returns->kind == VET_POINTER;
    if (is_itself && (size_t)returned < value->argument_count)
        return value_of(path, value->arguments[returned], depth + 1);
    return by_fact(path, same_call(path, value, depth));
}

static const struct vet_value *value_of(const struct vet_path *path, const struct vet_value *value,
                                        unsigned depth)
{
    struct vet_program *p = path->program;
    if (depth > DEEP)
        return value;
    switch (value->kind) {
    case VET_VALUE_LOAD: return load_of(path, value, depth);
    case VET_VALUE_ADDRESS: {
        const struct vet_place *place = place_of(path, value->place, depth + 1);
        return place == value->place ? value : vet_address(p, place, value->type);
    }
    case VET_VALUE_CALL: return call_of(path, value, depth);
    case VET_VALUE_UNARY: {
        const struct vet_value *left = value_of(path, value->left, depth + 1);
        return left == value->left ? value : vet_unary(p, value->operator_, left, value->type);
    }
    case VET_VALUE_BINARY: {
        const struct vet_value *left = value_of(path, value->left, depth + 1);
        const struct vet_value *right = value_of(path, value->right, depth + 1);
        if (left == value->left && right == value->right)
            return value;
        return vet_binary(p, value->operator_, left, right, value->type);
    }
    default: return value;
    }
}

const struct vet_value *vet_known_value(const struct vet_path *path, const struct vet_value *value)
{
    bool may_change = path->fact_count || value->kind == VET_VALUE_CALL;
    return may_change ? value_of(path, value, 0) : value;
}

const struct vet_place *vet_known_place(const struct vet_path *path, const struct vet_place *place)
{
    return path->fact_count ? place_of(path, place, 0) : place;
}

// A part of a lock is the lock: some are known by their parts.
const struct vet_place *vet_known_lock(const struct vet_path *path, const struct vet_place *place)
{
    place = vet_known_place(path, place);
    const struct vet_place *lock = place;
    for (; place->kind == VET_PLACE_FIELD; place = place->base)
        if (place->base->type && place->base->type->kind == VET_LOCK)
            lock = place->base;
    return lock;
}

// ---- ranges -------------------------------------------------------------------------------------

static struct vet_range compared(enum vet_operator op, struct vet_range a, struct vet_range b)
{
    int64_t x, y;
    bool yes, no;
    if (op == VET_EQUAL) {
        bool both = vet_range_is_one(a, &x) && vet_range_is_one(b, &y);
        yes = both && x == y;
        no = vet_range_is_empty(vet_range_both(a, b));
    } else if (op == VET_LESS) {
        yes = a.high < b.low;
        no = a.low >= b.high;
    } else {
        yes = a.high <= b.low;
        no = a.low > b.high;
    }
    return yes ? vet_range_of(1, 1) : no ? vet_range_of(0, 0) : vet_range_truth;
}

static struct vet_range computed(const struct vet_path *path, const struct vet_value *v)
{
    if (v->type && v->type->kind == VET_POINTER) // a pointer that was moved is still one
        return vet_range_without(vet_range_all, 0);
    struct vet_range a = vet_known_range(path, v->left);
    struct vet_range b = vet_known_range(path, v->right);
    int64_t mask;
    switch (v->operator_) {
    case VET_EQUAL:
    case VET_LESS:
    case VET_LESS_EQUAL: return compared(v->operator_, a, b);
    case VET_ADD: return vet_range_is_one(b, &mask) ? vet_range_moved(a, mask) : vet_range_all;
    case VET_SUBTRACT:
        if (vet_range_is_one(b, &mask) && mask != INT64_MIN)
            return vet_range_moved(a, -mask);
        return vet_range_all;
    case VET_AND:
        if ((vet_range_is_one(b, &mask) || vet_range_is_one(a, &mask)) && mask >= 0)
            return vet_range_of(0, mask);
        return vet_range_all;
    default: return vet_range_all;
    }
}

struct vet_range vet_known_range(const struct vet_path *path, const struct vet_value *value)
{
    struct vet_range r = vet_range_all;
    switch (value->kind) {
    case VET_VALUE_CONSTANT: return vet_range_of(value->constant, value->constant);
    case VET_VALUE_TEXT:
    case VET_VALUE_ADDRESS:
    case VET_VALUE_FUNCTION: return vet_range_without(r, 0);
    case VET_VALUE_UNKNOWN: return r;
    case VET_VALUE_BINARY: r = computed(path, value); break;
    default: break;
    }
    for (size_t i = 0; i < path->fact_count; i++)
        if (path->facts[i].key == value && !path->facts[i].same)
            return vet_range_both(r, path->facts[i].range);
    return r;
}
