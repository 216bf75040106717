// lvalues.c - where an expression lies.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

static const struct vet_place *nowhere(struct lower *l, const struct node *n)
{
    return vet_target(l->p, vet_unknown(l->p, NULL), lower_type(l, n));
}

static bool has_array_type(const struct node *n)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(n->cursor));
    return type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray ||
           type.kind == CXType_VariableArray;
}

// A parameter that is written as an array is a pointer, but clang shows what is written: of it, and
// of what is computed from it. Arrays are not computed.
static bool is_array(struct node *n)
{
    struct node *bare = tree_bare(n);
    if (!has_array_type(n))
        return false;
    switch (bare->kind) {
    case CXCursor_DeclRefExpr:
        return clang_getCursorKind(clang_getCursorReferenced(bare->cursor)) != CXCursor_ParmDecl;
    case CXCursor_UnaryOperator:
        return clang_getCursorUnaryOperatorKind(bare->cursor) == CXUnaryOperator_Deref;
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_ConditionalOperator:
    case CXCursor_CallExpr: return false;
    default: return true;
    }
}

static bool is_pointer(struct node *n)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(n->cursor));
    return type.kind == CXType_Pointer || (has_array_type(n) && !is_array(n));
}

static const struct vet_type *pointed_type(struct lower *l, const struct node *n)
{
    const struct vet_type *type = lower_type(l, n);
    CXType sugared = clang_getPointeeType(clang_getCursorType(n->cursor));
    if (type->kind == VET_ARRAY)
        return type->target;
    if (sugared.kind == CXType_Invalid)
        sugared = clang_getPointeeType(clang_getCanonicalType(clang_getCursorType(n->cursor)));
    return front_type(l->u, front_unqualified(sugared));
}

static const struct vet_place *name(struct lower *l, struct node *n)
{
    CXCursor what = clang_getCursorReferenced(n->cursor);
    enum CXCursorKind kind = clang_getCursorKind(what);
    if (kind != CXCursor_VarDecl && kind != CXCursor_ParmDecl)
        return nowhere(l, n);
    return vet_variable_place(l->p, lower_variable(l, what));
}

static const struct vet_place *member(struct lower *l, struct node *n)
{
    CXCursor what = clang_getCursorReferenced(n->cursor);
    const struct vet_field *field =
        clang_getCursorKind(what) == CXCursor_FieldDecl ? front_field(l->u, what) : NULL;
    if (!n->first || !field)
        return nowhere(l, n);
    const struct vet_place *base =
        is_pointer(n->first)
            ? vet_target(l->p, lower_pointer(l, n->first), pointed_type(l, n->first))
            : lower_place(l, n->first);
    return vet_field_place(l->p, base, field);
}

// The array itself, below the cast that makes a pointer of it; NULL: it was a pointer all along.
static struct node *array_below(struct node *n)
{
    while (tree_is_wrapper(n)) {
        n = n->first;
        if (is_array(n) && n->kind != CXCursor_ParenExpr && n->kind != CXCursor_UnexposedExpr)
            return n->kind == CXCursor_StringLiteral ? NULL : n;
    }
    return NULL;
}

static const struct vet_place *element(struct lower *l, struct node *n)
{
    struct node *base = n->first, *index = n->last;
    if (n->count != 2)
        return nowhere(l, n);
    if (!is_pointer(base) && !is_array(base)) {
        base = n->last; // 3[a]
        index = n->first;
    }
    struct node *array = is_array(base) ? base : array_below(base);
    const struct vet_place *whole =
        array ? lower_place(l, array) : vet_target(l->p, lower_pointer(l, base), lower_type(l, n));
    return vet_element(l->p, whole, lower_value(l, index), lower_type(l, n));
}

static const struct vet_place *by_operator(struct lower *l, struct node *n)
{
    enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(n->cursor);
    if (op == CXUnaryOperator_Deref)
        return vet_target(l->p, lower_pointer(l, n->first), lower_type(l, n));
    if (op == CXUnaryOperator_Extension || op == CXUnaryOperator_Real || op == CXUnaryOperator_Imag)
        return lower_place(l, n->first);
    return NULL;
}

static const struct vet_place *literal(struct lower *l, struct node *n)
{
    const struct vet_place *place = lower_temporary(l, n, lower_type(l, n));
    if (n->last)
        lower_initialise(l, n->last, place, false);
    return place;
}

// A value that lies nowhere gets a place.
static const struct vet_place *of_value(struct lower *l, struct node *n)
{
    const struct vet_value *value = lower_value(l, n);
    if (value->kind == VET_VALUE_LOAD)
        return value->place;
    const struct vet_place *place = lower_temporary(l, n, lower_type(l, n));
    lower_assign(l, n, place, value);
    return place;
}

const struct vet_place *lower_place(struct lower *l, struct node *n)
{
    const struct vet_place *place = NULL;
    struct node *chosen = NULL;
    switch (n->kind) {
    case CXCursor_DeclRefExpr: return name(l, n);
    case CXCursor_MemberRefExpr: return member(l, n);
    case CXCursor_ArraySubscriptExpr: return element(l, n);
    case CXCursor_CompoundLiteralExpr: return literal(l, n);
    case CXCursor_ParenExpr:
    case CXCursor_UnexposedExpr:
        if (tree_is_wrapper(n))
            return lower_place(l, n->first);
        break;
    case CXCursor_GenericSelectionExpr:
        chosen = lower_chosen(l, n);
        if (chosen)
            return lower_place(l, chosen);
        break;
    case CXCursor_UnaryOperator: place = n->first ? by_operator(l, n) : NULL; break;
    case CXCursor_BinaryOperator:
        if (clang_getCursorBinaryOperatorKind(n->cursor) == CXBinaryOperator_Assign &&
            n->count == 2)
            return lower_assignment(l, n);
        break;
    default: break;
    }
    return place ? place : of_value(l, n);
}

// The address of a place that is not taken for longer than this expression.
const struct vet_value *lower_pointer(struct lower *l, struct node *n)
{
    struct node *array = array_below(n);
    if (array) {
        const struct vet_place *place = lower_place(l, array);
        if (place->type && place->type->kind == VET_ARRAY)
            place = vet_element(l->p, place, vet_constant(l->p, 0, NULL), place->type->target);
        return vet_address(l->p, place, lower_type(l, n));
    }
    if (tree_is_wrapper(n) && is_pointer(n->first))
        return lower_pointer(l, n->first);
    if (n->kind == CXCursor_CStyleCastExpr && n->last && is_pointer(n->last))
        return lower_pointer(l, n->last);
    if (n->kind == CXCursor_UnaryOperator && n->first &&
        clang_getCursorUnaryOperatorKind(n->cursor) == CXUnaryOperator_AddrOf)
        return vet_address(l->p, lower_place(l, n->first), lower_type(l, n));
    if (n->kind == CXCursor_BinaryOperator)
        return lower_binary(l, n, true);
    return lower_value(l, n);
}
