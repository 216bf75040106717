// expressions.c - the value of an expression.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <stdlib.h>

enum { DEEPEST = 4000 };

const struct vet_type *lower_type(struct lower *l, const struct node *n)
{
    return front_type(l->u, front_unqualified(clang_getCursorType(n->cursor)));
}

// For what its parts do.
const struct vet_value *lower_children(struct lower *l, struct node *n)
{
    for (struct node *c = n->first; c; c = c->next) {
        if (tree_is_expression(c))
            lower_value(l, c);
    }
    return vet_unknown(l->p, lower_type(l, n));
}

void lower_take_address(struct lower *l, const struct node *n, const struct vet_place *place)
{
    const struct vet_place *root = place;
    while (root->base)
        root = root->base;
    if (root->kind == VET_PLACE_VARIABLE) {
        // Variables are ours to change until all files are read.
        union {
            const struct vet_variable *constant;
            struct vet_variable *variable;
        } v = {root->variable};
        v.variable->address_taken = true;
    }
    lower_op(l, VET_OP_ADDRESS, n)->place = place;
}

// A local variable that is no record: that it is read tells nobody anything, and happens often.
static bool is_own(const struct vet_place *place)
{
    return place->kind == VET_PLACE_VARIABLE && place->variable->kind != VET_GLOBAL &&
           place->type && (place->type->kind == VET_SCALAR || place->type->kind == VET_POINTER);
}

// What is volatile or _Atomic may be another value each time. Pointers are hoped to stay: what they
// lead to has no other name.
const struct vet_value *lower_load(struct lower *l, const struct node *n,
                                   const struct vet_place *place)
{
    const struct vet_type *type = place->type;
    if (type && type->kind == VET_ARRAY) {
        const struct vet_value *first = vet_constant(l->p, 0, NULL);
        const struct vet_place *element = vet_element(l->p, place, first, type->target);
        lower_take_address(l, n, element);
        return vet_address(l->p, element, lower_type(l, n));
    }
    CXType handle = clang_getCursorType(n->cursor);
    bool is_shared = clang_isVolatileQualifiedType(handle) ||
                     clang_getCanonicalType(handle).kind == CXType_Atomic ||
                     (type && (type->is_volatile || type->is_atomic));
    if (!is_shared && is_own(place))
        return vet_load(l->p, place);
    struct vet_op *op = lower_op(l, VET_OP_READ, n);
    op->place = place;
    op->is_atomic = is_shared;
    if (is_shared && (!type || type->kind == VET_SCALAR))
        return vet_unknown(l->p, type);
    return vet_load(l->p, place);
}

static const struct vet_value *lower_name(struct lower *l, struct node *n)
{
    CXCursor what = clang_getCursorReferenced(n->cursor);
    int64_t number = 0;
    switch (clang_getCursorKind(what)) {
    case CXCursor_FunctionDecl: {
        struct vet_function *f = front_function(l->u, what);
        f->address_taken = true;
        return vet_function_value(l->p, f);
    }
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl: return lower_load(l, n, lower_place(l, n));
    case CXCursor_EnumConstantDecl:
        number = clang_getEnumConstantDeclValue(what);
        return vet_constant(l->p, number, lower_type(l, n));
    default: return vet_unknown(l->p, lower_type(l, n));
    }
}

static const struct vet_value *lower_number(struct lower *l, struct node *n)
{
    int64_t number = 0;
    if (lower_constant(l, n, &number))
        return vet_constant(l->p, number, lower_type(l, n));
    return vet_unknown(l->p, lower_type(l, n));
}

static const struct vet_value *lower_string(struct lower *l, struct node *n)
{
    char *text = front_spelling(n->cursor);
    const struct vet_value *value = vet_literal(l->p, text, lower_type(l, n));
    free(text);
    return value;
}

// Constants are cut to what they are cast to; all else stays what it was.
static const struct vet_value *cut(struct lower *l, const struct node *n,
                                   const struct vet_value *value)
{
    int64_t number = value->constant;
    if (value->kind != VET_VALUE_CONSTANT)
        return value;
    switch (clang_getCanonicalType(clang_getCursorType(n->cursor)).kind) {
    case CXType_Bool: number = number != 0; break;
    case CXType_Char_S:
    case CXType_SChar: number = ((number & 0xff) ^ 0x80) - 0x80; break;
    case CXType_Char_U:
    case CXType_UChar: number = (uint8_t)number; break;
    case CXType_Short: number = (int16_t)number; break;
    case CXType_UShort: number = (uint16_t)number; break;
    case CXType_Int: number = (int32_t)number; break;
    case CXType_UInt: number = (uint32_t)number; break;
    case CXType_Float:
    case CXType_Double:
    case CXType_LongDouble: return vet_unknown(l->p, lower_type(l, n));
    default: break;
    }
    return vet_constant(l->p, number, number == 0 ? lower_type(l, n) : value->type);
}

static const struct vet_value *lower_cast(struct lower *l, struct node *n)
{
    if (!n->last)
        return lower_number(l, n);
    if (lower_type(l, n)->kind == VET_OTHER) {
        lower_discard(l, n->last);
        return vet_unknown(l->p, NULL);
    }
    return cut(l, n, lower_value(l, n->last));
}

static const struct vet_value *lower_generic(struct lower *l, struct node *n)
{
    struct node *chosen = lower_chosen(l, n);
    return chosen ? lower_value(l, chosen) : vet_unknown(l->p, lower_type(l, n));
}

static const struct vet_value *lower_kind(struct lower *l, struct node *n)
{
    switch (n->kind) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_UnaryExpr: return lower_number(l, n);
    case CXCursor_StringLiteral: return lower_string(l, n);
    case CXCursor_ParenExpr: return n->last ? lower_value(l, n->last) : vet_unknown(l->p, NULL);
    case CXCursor_CStyleCastExpr: return lower_cast(l, n);
    case CXCursor_DeclRefExpr: return lower_name(l, n);
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_CompoundLiteralExpr: return lower_load(l, n, lower_place(l, n));
    case CXCursor_UnaryOperator: return lower_unary(l, n);
    case CXCursor_BinaryOperator: return lower_binary(l, n, false);
    case CXCursor_CompoundAssignOperator: return lower_update(l, n);
    case CXCursor_ConditionalOperator: return lower_choice(l, n);
    case CXCursor_CallExpr: return lower_call(l, n, false);
    case CXCursor_StmtExpr: return lower_statement_expression(l, n);
    case CXCursor_GenericSelectionExpr: return lower_generic(l, n);
    case CXCursor_UnexposedExpr: return lower_unexposed(l, n);
    case CXCursor_InitListExpr:
        if (n->count == 1)
            return lower_value(l, n->first);
        return lower_children(l, n);
    case CXCursor_AddrLabelExpr: l->is_incomplete = true; return vet_unknown(l->p, NULL);
    case CXCursor_BlockExpr: return vet_unknown(l->p, lower_type(l, n));
    default: return lower_children(l, n);
    }
}

const struct vet_value *lower_value(struct lower *l, struct node *n)
{
    if (l->depth > DEEPEST) {
        l->is_incomplete = true;
        return vet_unknown(l->p, NULL);
    }
    l->depth++;
    const struct vet_value *value = lower_kind(l, n);
    l->depth--;
    return value;
}

static bool is_place(const struct node *n)
{
    return n->kind == CXCursor_DeclRefExpr || n->kind == CXCursor_MemberRefExpr ||
           n->kind == CXCursor_ArraySubscriptExpr;
}

static bool is_choice(const struct node *n)
{
    if (n->kind == CXCursor_ConditionalOperator)
        return n->count == 3;
    if (n->kind != CXCursor_BinaryOperator || n->count != 2)
        return false;
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(n->cursor);
    return op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr;
}

static bool is_comma(const struct node *n)
{
    return n->kind == CXCursor_BinaryOperator && n->count == 2 &&
           clang_getCursorBinaryOperatorKind(n->cursor) == CXBinaryOperator_Comma;
}

// (void)x says only that x is not forgotten.
void lower_discard(struct lower *l, struct node *n)
{
    struct node *bare = tree_bare(n);
    if (bare->kind == CXCursor_CallExpr) {
        lower_call(l, bare, true);
        return;
    }
    if (is_choice(bare)) {
        lower_discard_choice(l, bare);
        return;
    }
    if (is_comma(bare)) {
        lower_discard(l, bare->first);
        lower_discard(l, bare->last);
        return;
    }
    if (bare->kind == CXCursor_CStyleCastExpr && bare->last &&
        lower_type(l, bare)->kind == VET_OTHER) {
        struct node *inner = tree_bare(bare->last);
        if (inner->kind == CXCursor_DeclRefExpr)
            return;
        if (is_place(inner))
            lower_place(l, inner);
        else
            lower_value(l, inner);
        return;
    }
    if (bare->kind == CXCursor_StmtExpr && bare->first) {
        lower_statement(l, bare->first);
        return;
    }
    lower_value(l, bare);
}
