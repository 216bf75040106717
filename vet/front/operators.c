// operators.c - unary and binary operators that change nothing.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

enum { DEEPEST = 4000 };

static bool is_pointer(const struct node *n)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(n->cursor));
    return type.kind == CXType_Pointer || type.kind == CXType_ConstantArray ||
           type.kind == CXType_IncompleteArray || type.kind == CXType_VariableArray;
}

static bool is_floating(const struct node *n)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(n->cursor));
    return type.kind == CXType_Float || type.kind == CXType_Double ||
           type.kind == CXType_LongDouble || type.kind == CXType_Complex;
}

static const struct vet_value *negated(struct lower *l, const struct vet_value *value,
                                       const struct vet_type *type)
{
    return vet_binary(l->p, VET_EQUAL, value, vet_constant(l->p, 0, type), type);
}

static const struct vet_value *address_of(struct lower *l, struct node *n)
{
    struct node *bare = tree_bare(n->first);
    if (bare->kind == CXCursor_DeclRefExpr) {
        CXCursor what = clang_getCursorReferenced(bare->cursor);
        if (clang_getCursorKind(what) == CXCursor_FunctionDecl)
            return lower_value(l, bare);
    }
    const struct vet_place *place = lower_place(l, n->first);
    const struct vet_value *value = vet_address(l->p, place, lower_type(l, n));
    // &*p is p.
    if (value->kind == VET_VALUE_ADDRESS)
        lower_take_address(l, n, place);
    return value;
}

// *f of a function is f.
static const struct vet_value *pointed(struct lower *l, struct node *n)
{
    if (lower_type(l, n)->kind == VET_OTHER)
        return lower_value(l, n->first);
    return lower_load(l, n, lower_place(l, n));
}

const struct vet_value *lower_unary(struct lower *l, struct node *n)
{
    enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(n->cursor);
    const struct vet_type *type = lower_type(l, n);
    if (!n->first)
        return vet_unknown(l->p, type);
    switch (op) {
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec: return lower_update(l, n);
    case CXUnaryOperator_AddrOf: return address_of(l, n);
    case CXUnaryOperator_Deref: return pointed(l, n);
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Extension: return lower_value(l, n->first);
    case CXUnaryOperator_Minus: return vet_unary(l->p, VET_NEGATE, lower_value(l, n->first), type);
    case CXUnaryOperator_Not:
        return vet_unary(l->p, VET_COMPLEMENT, lower_value(l, n->first), type);
    case CXUnaryOperator_LNot: return negated(l, lower_value(l, n->first), type);
    default: return lower_children(l, n);
    }
}

static const struct vet_type *pointed_type(const struct vet_value *pointer,
                                           const struct vet_type *type)
{
    if (type && type->kind == VET_POINTER)
        return type->target;
    return pointer->type && pointer->type->kind == VET_POINTER ? pointer->type->target : NULL;
}

const struct vet_value *lower_moved(struct lower *l, const struct vet_value *pointer,
                                    const struct vet_value *by, const struct vet_type *type)
{
    const struct vet_type *target = pointed_type(pointer, type);
    if (pointer->kind == VET_VALUE_UNKNOWN || pointer->kind == VET_VALUE_CONSTANT || !target)
        return vet_binary(l->p, VET_ADD, pointer, by, type);
    const struct vet_place *place = vet_target(l->p, pointer, target);
    return vet_address(l->p, vet_element(l->p, place, by, target), type);
}

static enum vet_operator operator_of(enum CXBinaryOperatorKind op)
{
    switch (op) {
    case CXBinaryOperator_Mul: return VET_MULTIPLY;
    case CXBinaryOperator_Div: return VET_DIVIDE;
    case CXBinaryOperator_Rem: return VET_REMAINDER;
    case CXBinaryOperator_Add: return VET_ADD;
    case CXBinaryOperator_Sub: return VET_SUBTRACT;
    case CXBinaryOperator_Shl: return VET_SHIFT_LEFT;
    case CXBinaryOperator_Shr: return VET_SHIFT_RIGHT;
    case CXBinaryOperator_LT:
    case CXBinaryOperator_GE: return VET_LESS;
    case CXBinaryOperator_LE:
    case CXBinaryOperator_GT: return VET_LESS_EQUAL;
    case CXBinaryOperator_EQ:
    case CXBinaryOperator_NE: return VET_EQUAL;
    case CXBinaryOperator_And: return VET_AND;
    case CXBinaryOperator_Or: return VET_OR;
    case CXBinaryOperator_Xor: return VET_XOR;
    default: return VET_NO_OPERATOR;
    }
}

static bool is_negated(enum CXBinaryOperatorKind op)
{
    return op == CXBinaryOperator_NE || op == CXBinaryOperator_GE || op == CXBinaryOperator_GT;
}

static const struct vet_value *arithmetic(struct lower *l, struct node *n,
                                          enum CXBinaryOperatorKind op,
                                          const struct vet_value *left,
                                          const struct vet_value *right)
{
    const struct vet_type *type = lower_type(l, n);
    bool left_moves = is_pointer(n->first), right_moves = is_pointer(n->last);
    if (op == CXBinaryOperator_Add && left_moves)
        return lower_moved(l, left, right, type);
    if (op == CXBinaryOperator_Add && right_moves)
        return lower_moved(l, right, left, type);
    if (op == CXBinaryOperator_Sub && left_moves && !right_moves)
        return lower_moved(l, left, vet_unary(l->p, VET_NEGATE, right, right->type), type);
    if (operator_of(op) == VET_NO_OPERATOR || is_floating(n->first) || is_floating(n->last))
        return vet_unknown(l->p, type);
    const struct vet_value *value = vet_binary(l->p, operator_of(op), left, right, type);
    return is_negated(op) ? negated(l, value, type) : value;
}

const struct vet_value *lower_binary(struct lower *l, struct node *n, bool quiet)
{
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(n->cursor);
    if (n->count != 2)
        return lower_children(l, n);
    if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr)
        return lower_choice(l, n);
    if (op == CXBinaryOperator_Comma) {
        lower_discard(l, n->first);
        return quiet ? lower_pointer(l, n->last) : lower_value(l, n->last);
    }
    if (op == CXBinaryOperator_Assign) {
        const struct vet_place *place = lower_place(l, n);
        return vet_load(l->p, place);
    }
    if (l->depth > DEEPEST) {
        l->is_incomplete = true;
        return vet_unknown(l->p, lower_type(l, n));
    }
    l->depth++;
    const struct vet_value *left = lower_pointer(l, n->first);
    const struct vet_value *right = lower_pointer(l, n->last);
    l->depth--;
    const struct vet_value *value = arithmetic(l, n, op, left, right);
    // Only what comes of it is an address that is taken: of a + i, that of a[i].
    if (!quiet && value->kind == VET_VALUE_ADDRESS)
        lower_take_address(l, n, value->place);
    return value;
}
