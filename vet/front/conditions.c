// conditions.c - conditions become branches: ! && || ?: too.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <string.h>

enum { DEEPEST = 4000 };

static void lower_value_condition(struct lower *l, struct node *n, struct lower_block *yes,
                                  struct lower_block *no)
{
    lower_branch(l, lower_value(l, n), yes, no, n);
}

static void lower_three(struct lower *l, struct node *n, struct lower_block *yes,
                        struct lower_block *no)
{
    struct lower_block *first = lower_new_block(l), *second = lower_new_block(l);
    lower_condition(l, n->first, first, second);
    l->now = first;
    lower_condition(l, tree_child(n, 1), yes, no);
    l->now = second;
    lower_condition(l, tree_child(n, 2), yes, no);
}

// (a && b) == 0 and (x == y) != 0 are conditions as well.
static bool is_logical(struct node *n)
{
    struct node *bare = tree_bare(n);
    if (bare->kind == CXCursor_UnaryOperator)
        return clang_getCursorUnaryOperatorKind(bare->cursor) == CXUnaryOperator_LNot;
    if (bare->kind != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(bare->cursor);
    return op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr;
}

static void lower_two(struct lower *l, struct node *n, struct lower_block *yes,
                      struct lower_block *no)
{
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(n->cursor);
    bool is_comparison = op == CXBinaryOperator_EQ || op == CXBinaryOperator_NE;
    int64_t number = 0;
    struct lower_block *second = NULL;
    switch (op) {
    case CXBinaryOperator_LAnd:
        second = lower_new_block(l);
        lower_condition(l, n->first, second, no);
        break;
    case CXBinaryOperator_LOr:
        second = lower_new_block(l);
        lower_condition(l, n->first, yes, second);
        break;
    case CXBinaryOperator_Comma: lower_discard(l, n->first); break;
    default:
        if (is_comparison && is_logical(n->first) && lower_constant(l, n->last, &number) &&
            number == 0)
            lower_condition(l, n->first, op == CXBinaryOperator_NE ? yes : no,
                            op == CXBinaryOperator_NE ? no : yes);
        else
            lower_value_condition(l, n, yes, no);
        return;
    }
    if (second)
        l->now = second;
    lower_condition(l, n->last, yes, no);
}

static bool is_expectation(struct lower *l, const struct node *n)
{
    CXCursor what = clang_getCursorReferenced(n->cursor);
    static const char name[] = "__builtin_expect";
    return n->count >= 3 && clang_getCursorKind(what) == CXCursor_FunctionDecl &&
           strncmp(front_function(l->u, what)->name, name, sizeof name - 1) == 0;
}

static void lower_kind(struct lower *l, struct node *n, struct lower_block *yes,
                       struct lower_block *no)
{
    switch (n->kind) {
    case CXCursor_ConditionalOperator:
        if (n->count == 3) {
            lower_three(l, n, yes, no);
            return;
        }
        break;
    case CXCursor_UnaryOperator:
        if (n->first && clang_getCursorUnaryOperatorKind(n->cursor) == CXUnaryOperator_LNot) {
            lower_condition(l, n->first, no, yes);
            return;
        }
        break;
    case CXCursor_BinaryOperator:
        if (n->count == 2) {
            lower_two(l, n, yes, no);
            return;
        }
        break;
    case CXCursor_CallExpr:
        if (is_expectation(l, n)) {
            lower_condition(l, tree_child(n, 1), yes, no);
            return;
        }
        break;
    case CXCursor_CStyleCastExpr:
        if (n->last && clang_getCanonicalType(clang_getCursorType(n->cursor)).kind == CXType_Bool) {
            lower_condition(l, n->last, yes, no);
            return;
        }
        break;
    default: break;
    }
    lower_value_condition(l, n, yes, no);
}

void lower_condition(struct lower *l, struct node *n, struct lower_block *yes,
                     struct lower_block *no)
{
    struct node *bare = tree_bare(n);
    if (l->depth > DEEPEST) {
        l->is_incomplete = true;
        lower_stop(l, n);
        return;
    }
    l->depth++;
    lower_kind(l, bare, yes, no);
    l->depth--;
}

// ---- as values ----------------------------------------------------------------------------------

static void assign_to(struct lower *l, const struct node *n, const struct vet_place *place,
                      const struct vet_value *value)
{
    if (place)
        lower_assign(l, n, place, value);
}

static void lower_arm(struct lower *l, struct node *arm, const struct vet_place *place,
                      struct lower_block *end)
{
    if (place) {
        l->arm = lower_value(l, arm);
        lower_assign(l, arm, place, l->arm);
    } else {
        lower_discard(l, arm);
    }
    lower_enter(l, end);
}

static const struct vet_value *lower_logical(struct lower *l, struct node *n)
{
    struct lower_block *yes = lower_new_block(l), *no = lower_new_block(l);
    struct lower_block *end = lower_new_block(l);
    const struct vet_type *type = lower_type(l, n);
    const struct vet_place *place = lower_temporary(l, n, type);
    lower_condition(l, n, yes, no);
    l->now = yes;
    assign_to(l, n, place, vet_constant(l->p, 1, type));
    lower_goto(l, end, n);
    l->now = no;
    assign_to(l, n, place, vet_constant(l->p, 0, type));
    lower_enter(l, end);
    return vet_load(l->p, place);
}

const struct vet_value *lower_choice(struct lower *l, struct node *n)
{
    const struct vet_type *type = lower_type(l, n);
    if (n->kind == CXCursor_BinaryOperator)
        return lower_logical(l, n);
    if (n->count != 3)
        return lower_children(l, n);
    struct lower_block *yes = lower_new_block(l), *no = lower_new_block(l);
    struct lower_block *end = lower_new_block(l);
    const struct vet_place *place = type->kind == VET_OTHER ? NULL : lower_temporary(l, n, type);
    lower_condition(l, n->first, yes, no);
    l->now = yes;
    lower_arm(l, tree_child(n, 1), place, end);
    l->now = no;
    lower_arm(l, tree_child(n, 2), place, end);
    return place ? vet_load(l->p, place) : vet_unknown(l->p, type);
}

// The same, but nobody looks at the value.
void lower_discard_choice(struct lower *l, struct node *n)
{
    struct lower_block *yes = lower_new_block(l), *no = NULL, *end = lower_new_block(l);
    if (n->kind == CXCursor_ConditionalOperator) {
        no = lower_new_block(l);
        lower_condition(l, n->first, yes, no);
        l->now = yes;
        lower_arm(l, tree_child(n, 1), NULL, end);
        l->now = no;
    } else {
        bool is_or = clang_getCursorBinaryOperatorKind(n->cursor) == CXBinaryOperator_LOr;
        lower_condition(l, n->first, is_or ? end : yes, is_or ? yes : end);
        l->now = yes;
    }
    lower_arm(l, n->last, NULL, end);
}
