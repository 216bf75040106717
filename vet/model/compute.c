// compute.c - operators: what is constant is computed, and what means the same becomes the same.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

static bool is_constant(const struct vet_value *v)
{
    return v->kind == VET_VALUE_CONSTANT;
}

static bool is_number(const struct vet_value *v, int64_t number)
{
    return v->kind == VET_VALUE_CONSTANT && v->constant == number;
}

static bool is_comparison(const struct vet_value *v)
{
    return v->kind == VET_VALUE_BINARY && (v->operator_ == VET_EQUAL || v->operator_ == VET_LESS ||
                                           v->operator_ == VET_LESS_EQUAL);
}

const struct vet_value *vet_unary(struct vet_program *p, enum vet_operator op,
                                  const struct vet_value *left, const struct vet_type *type)
{
    if (is_constant(left) && op == VET_NEGATE)
        return vet_constant(p, (int64_t)(0 - (uint64_t)left->constant), type);
    if (is_constant(left) && op == VET_COMPLEMENT)
        return vet_constant(p, ~left->constant, type);
    return vet_operation(p, op, left, NULL, type);
}

// Divisions and shifts that C does not define are not computed.
static bool divide(enum vet_operator op, int64_t a, int64_t b, int64_t *out)
{
    if (b == 0 || (b == -1 && a == INT64_MIN))
        return false;
    *out = op == VET_DIVIDE ? a / b : a % b;
    return true;
}

static bool shift(enum vet_operator op, int64_t a, int64_t b, int64_t *out)
{
    if (a < 0 || b < 0 || b > 62)
        return false;
    *out = op == VET_SHIFT_LEFT ? (int64_t)((uint64_t)a << b) : a >> b;
    return true;
}

static bool compute(enum vet_operator op, int64_t a, int64_t b, int64_t *out)
{
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    switch (op) {
    case VET_EQUAL: *out = a == b; return true;
    case VET_LESS: *out = a < b; return true;
    case VET_LESS_EQUAL: *out = a <= b; return true;
    case VET_ADD: *out = (int64_t)(x + y); return true;
    case VET_SUBTRACT: *out = (int64_t)(x - y); return true;
    case VET_MULTIPLY: *out = (int64_t)(x * y); return true;
    case VET_DIVIDE:
    case VET_REMAINDER: return divide(op, a, b, out);
    case VET_AND: *out = a & b; return true;
    case VET_OR: *out = a | b; return true;
    case VET_XOR: *out = a ^ b; return true;
    case VET_SHIFT_LEFT:
    case VET_SHIFT_RIGHT: return shift(op, a, b, out);
    default: return false;
    }
}

// What has an address at all is not at 0. What a pointer points to may be: &p->x.
static bool is_nonzero(const struct vet_value *v)
{
    const struct vet_place *place = v->place;
    if (v->kind == VET_VALUE_TEXT)
        return true;
    if (v->kind != VET_VALUE_ADDRESS)
        return false;
    while (place->base)
        place = place->base;
    return place->kind == VET_PLACE_VARIABLE;
}

static const struct vet_value *equal(struct vet_program *p, const struct vet_value *left,
                                     const struct vet_value *right, const struct vet_type *type)
{
    if (is_constant(left) && !is_constant(right))
        return equal(p, right, left, type);
    if (is_number(right, 0) && is_nonzero(left))
        return vet_constant(p, 0, type);
    if (is_comparison(left) && is_number(right, 1))
        return left;
    if (is_number(right, 0) && is_comparison(left) && left->operator_ == VET_EQUAL &&
        is_number(left->right, 0) && is_comparison(left->left))
        return left->left; // not not
    return vet_operation(p, VET_EQUAL, left, right, type);
}

static const struct vet_value *negation(struct vet_program *p, const struct vet_value *value,
                                        const struct vet_type *type)
{
    return equal(p, value, vet_constant(p, 0, type), type);
}

// 0 < x is not x <= 0: constants stand on the right.
static const struct vet_value *less(struct vet_program *p, enum vet_operator op,
                                    const struct vet_value *left, const struct vet_value *right,
                                    const struct vet_type *type)
{
    if (!is_constant(left))
        return vet_operation(p, op, left, right, type);
    op = op == VET_LESS ? VET_LESS_EQUAL : VET_LESS;
    return negation(p, vet_operation(p, op, right, left, type), type);
}

static bool is_pointer(const struct vet_value *v)
{
    return v->type && v->type->kind == VET_POINTER;
}

// (x + 1) - 1 is x: so x++ is worth, after it.
static const struct vet_value *add(struct vet_program *p, const struct vet_value *left,
                                   const struct vet_value *right, const struct vet_type *type)
{
    if (is_constant(left) && !is_constant(right))
        return add(p, right, left, type);
    if (is_number(right, 0))
        return left;
    if (is_constant(right) && left->kind == VET_VALUE_BINARY && left->operator_ == VET_ADD &&
        is_constant(left->right)) {
        uint64_t sum = (uint64_t)left->right->constant + (uint64_t)right->constant;
        return add(p, left->left, vet_constant(p, (int64_t)sum, right->type), type);
    }
    return vet_operation(p, VET_ADD, left, right, type);
}

const struct vet_value *vet_binary(struct vet_program *p, enum vet_operator op,
                                   const struct vet_value *left, const struct vet_value *right,
                                   const struct vet_type *type)
{
    int64_t result = 0;
    if (is_constant(left) && is_constant(right) &&
        compute(op, left->constant, right->constant, &result))
        return vet_constant(p, result, type);
    if (op == VET_EQUAL)
        return equal(p, left, right, type);
    if (op == VET_LESS || op == VET_LESS_EQUAL)
        return less(p, op, left, right, type);
    if (op == VET_SUBTRACT && is_constant(right) && !is_pointer(left)) {
        uint64_t negative = 0 - (uint64_t)right->constant;
        return add(p, left, vet_constant(p, (int64_t)negative, right->type), type);
    }
    if (op == VET_ADD)
        return add(p, left, right, type);
    return vet_operation(p, op, left, right, type);
}
