// assignments.c - assignments, updates, and the copies of locks that they make.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

void lower_assign(struct lower *l, const struct node *n, const struct vet_place *place,
                  const struct vet_value *value)
{
    struct vet_op *op = lower_op(l, VET_OP_ASSIGN, n);
    CXType type = clang_getCursorType(n->cursor);
    op->place = place;
    op->value = value;
    op->is_atomic = clang_isVolatileQualifiedType(type) ||
                    (place->type && (place->type->is_volatile || place->type->is_atomic));
}

// The last arm of ?: stands for both; of a comma, what is behind it counts.
static bool lies_somewhere(struct node *n)
{
    struct node *bare = tree_bare(n);
    switch (bare->kind) {
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_UnaryOperator: return true;
    case CXCursor_ConditionalOperator: return bare->count == 3 && lies_somewhere(bare->last);
    case CXCursor_BinaryOperator:
        return clang_getCursorBinaryOperatorKind(bare->cursor) == CXBinaryOperator_Comma &&
               bare->last && lies_somewhere(bare->last);
    default: return false;
    }
}

void lower_copy(struct lower *l, struct node *n, const struct vet_place *place,
                const struct vet_value *value, enum vet_copy how,
                const struct vet_function *function)
{
    if (value->kind != VET_VALUE_LOAD || !lies_somewhere(n) || !vet_contained(l->p, value->type))
        return;
    struct vet_op *op = lower_op(l, VET_OP_COPY, n);
    op->place = place;
    bool is_choice = tree_bare(n)->kind == CXCursor_ConditionalOperator;
    op->value = is_choice && l->arm->kind == VET_VALUE_LOAD ? l->arm : value;
    op->copy = how;
    op->function = function;
}

static bool is_aggregate(struct lower *l, const struct node *n)
{
    enum vet_type_kind kind = lower_type(l, n)->kind;
    return kind == VET_RECORD || kind == VET_LOCK || kind == VET_ARRAY;
}

// What is on the right comes first: in p = p->next, and where both sides have effects, C leaves the
// order open.
const struct vet_place *lower_assignment(struct lower *l, struct node *n)
{
    struct node *right = tree_bare(n->last);
    if (right->kind == CXCursor_CompoundLiteralExpr && is_aggregate(l, right)) {
        const struct vet_place *whole = lower_place(l, n->first);
        lower_initialise(l, right, whole, false);
        return whole;
    }
    const struct vet_value *value = lower_value(l, n->last);
    const struct vet_place *place = lower_place(l, n->first);
    lower_copy(l, n->last, place, value, VET_COPY_ASSIGN, NULL);
    lower_assign(l, n->first, place, value);
    return place;
}

static enum vet_operator operator_of(enum CXBinaryOperatorKind op)
{
    switch (op) {
    case CXBinaryOperator_MulAssign: return VET_MULTIPLY;
    case CXBinaryOperator_DivAssign: return VET_DIVIDE;
    case CXBinaryOperator_RemAssign: return VET_REMAINDER;
    case CXBinaryOperator_AddAssign: return VET_ADD;
    case CXBinaryOperator_SubAssign: return VET_SUBTRACT;
    case CXBinaryOperator_ShlAssign: return VET_SHIFT_LEFT;
    case CXBinaryOperator_ShrAssign: return VET_SHIFT_RIGHT;
    case CXBinaryOperator_AndAssign: return VET_AND;
    case CXBinaryOperator_OrAssign: return VET_OR;
    case CXBinaryOperator_XorAssign: return VET_XOR;
    default: return VET_NO_OPERATOR;
    }
}

static const struct vet_value *changed(struct lower *l, const struct vet_value *old,
                                       enum vet_operator op, const struct vet_value *by)
{
    const struct vet_type *type = old->type;
    if (old->kind == VET_VALUE_UNKNOWN || op == VET_NO_OPERATOR)
        return vet_unknown(l->p, type);
    if (!type || type->kind != VET_POINTER)
        return vet_binary(l->p, op, old, by, type);
    if (op == VET_SUBTRACT)
        by = vet_unary(l->p, VET_NEGATE, by, by->type);
    return lower_moved(l, old, by, type);
}

static const struct vet_place *update(struct lower *l, struct node *n, enum vet_operator op,
                                      const struct vet_value *by)
{
    const struct vet_place *place = lower_place(l, n->first);
    const struct vet_value *old = lower_load(l, n->first, place);
    lower_assign(l, n->first, place, changed(l, old, op, by));
    l->now->ops[l->now->op_count - 1].is_update = true;
    return place;
}

static bool is_floating(const struct node *n)
{
    enum CXTypeKind kind = clang_getCanonicalType(clang_getCursorType(n->cursor)).kind;
    return kind == CXType_Float || kind == CXType_Double || kind == CXType_LongDouble;
}

// x++ is what x then is, less 1.
const struct vet_value *lower_update(struct lower *l, struct node *n)
{
    enum CXUnaryOperatorKind step = clang_getCursorUnaryOperatorKind(n->cursor);
    const struct vet_value *by = NULL;
    enum vet_operator op = VET_ADD;
    int64_t back = 0;
    if (n->kind == CXCursor_UnaryOperator) {
        bool is_down = step == CXUnaryOperator_PostDec || step == CXUnaryOperator_PreDec;
        bool is_after = step == CXUnaryOperator_PostInc || step == CXUnaryOperator_PostDec;
        by = vet_constant(l->p, is_down ? -1 : 1, NULL);
        back = is_after ? -by->constant : 0;
    } else if (n->count == 2) {
        op = operator_of(clang_getCursorBinaryOperatorKind(n->cursor));
        by = lower_value(l, n->last);
    }
    if (!by)
        return lower_children(l, n);
    const struct vet_place *place = update(l, n, is_floating(n) ? VET_NO_OPERATOR : op, by);
    const struct vet_type *type = lower_type(l, n);
    if (is_floating(n) || clang_isVolatileQualifiedType(clang_getCursorType(n->first->cursor)) ||
        (place->type && (place->type->is_volatile || place->type->is_atomic)))
        return vet_unknown(l->p, type);
    const struct vet_value *now = vet_load(l->p, place);
    return changed(l, now, VET_ADD, vet_constant(l->p, back, NULL));
}
