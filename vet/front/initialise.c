// initialise.c - initialisers and compound literals.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

// Where in an aggregate an initialiser is. Braces may be left out inside; then it is lost, and only
// what the values do is followed.
struct position {
    const struct vet_place *whole;
    int64_t next; // field or element
    bool is_lost;
};

static const struct vet_place *part(struct lower *l, struct position *at)
{
    const struct vet_type *type = at->whole->type;
    int64_t number = at->next++;
    if (at->is_lost)
        return NULL;
    if (type->kind == VET_ARRAY)
        return vet_element(l->p, at->whole, vet_constant(l->p, number, NULL), type->target);
    if (number < 0 || (uint64_t)number >= type->field_count)
        return NULL;
    return vet_field_place(l->p, at->whole, type->fields[number]);
}

static bool has_parts(const struct vet_type *type)
{
    return type && (type->kind == VET_RECORD || type->kind == VET_ARRAY);
}

// Is the value one for the whole part, or, braces being left out, for its first member?
static bool is_whole(struct lower *l, struct node *value, const struct vet_place *place)
{
    struct node *bare = tree_bare(value);
    if (!place || !has_parts(place->type) || bare->kind == CXCursor_InitListExpr ||
        bare->kind == CXCursor_StringLiteral)
        return true;
    return has_parts(lower_type(l, bare));
}

static void lower_part(struct lower *l, struct node *value, struct position *at)
{
    const struct vet_place *place = part(l, at);
    if (!is_whole(l, value, place)) {
        at->is_lost = true;
        place = NULL;
    }
    if (place)
        lower_initialise(l, value, place, false);
    else
        lower_value(l, value);
}

// Designated initialisers: .a = v, [3] = v, [1 ... 4] = v, .a.b[3] = v.
static void lower_designated(struct lower *l, struct node *n, struct position *at)
{
    struct node *first = n->first;
    const struct vet_type *type = at->whole->type;
    if (n->count != 2) {
        lower_value(l, n->last);
        at->is_lost = true;
        return;
    }
    at->is_lost = true;
    if (first->kind == CXCursor_MemberRef && type->kind == VET_RECORD) {
        CXCursor what = clang_getCursorReferenced(first->cursor);
        const struct vet_field *field =
            clang_getCursorKind(what) == CXCursor_FieldDecl ? front_field(l->u, what) : NULL;
        for (size_t i = 0; i < type->field_count; i++) {
            if (type->fields[i] != field)
                continue;
            at->next = (int64_t)i;
            at->is_lost = false;
        }
    } else if (type->kind == VET_ARRAY) {
        at->is_lost = !lower_constant(l, first, &at->next);
    }
    lower_part(l, n->last, at);
}

static bool is_designated(const struct node *n)
{
    return n->kind == CXCursor_UnexposedExpr && n->count > 1 && n->first &&
           (n->first->kind == CXCursor_MemberRef || clang_isExpression(n->first->kind));
}

static bool begins_designator(struct lower *l, const struct node *n)
{
    return n->first->kind == CXCursor_MemberRef || lower_begins_with(l, n, "[") ||
           lower_begins_with(l, n, ".");
}

static void lower_list(struct lower *l, struct node *n, const struct vet_place *place)
{
    struct position at = {.whole = place};
    for (struct node *c = n->first; c; c = c->next) {
        if (is_designated(c) && begins_designator(l, c))
            lower_designated(l, c, &at);
        else
            lower_part(l, c, &at);
        if (place->type->is_union)
            at.is_lost = true;
    }
}

static void assign(struct lower *l, struct node *n, const struct vet_place *place,
                   const struct vet_value *value)
{
    lower_assign(l, n, place, value);
    l->now->ops[l->now->op_count - 1].is_declaration = true;
}

// A lock's own initialiser is not looked into.
static void lower_braces(struct lower *l, struct node *n, const struct vet_place *place)
{
    const struct vet_type *type = place->type;
    if (!has_parts(type)) {
        bool is_scalar = type && type->kind != VET_LOCK && n->count == 1;
        assign(l, n, place, is_scalar ? lower_value(l, n->first) : lower_children(l, n));
        return;
    }
    assign(l, n, place, vet_unknown(l->p, type));
    lower_list(l, n, place);
}

void lower_initialise(struct lower *l, struct node *n, const struct vet_place *place,
                      bool is_variable)
{
    struct node *bare = tree_bare(n);
    bool has_braces = bare->kind == CXCursor_InitListExpr;
    bool is_literal = bare->kind == CXCursor_CompoundLiteralExpr && bare->last &&
                      bare->last->kind == CXCursor_InitListExpr && place->type &&
                      place->type->kind != VET_POINTER;
    if (is_literal || has_braces) {
        lower_braces(l, is_literal ? bare->last : bare, place);
        return;
    }
    if (bare->kind == CXCursor_StringLiteral && place->type && place->type->kind == VET_ARRAY) {
        assign(l, n, place, vet_unknown(l->p, place->type));
        return;
    }
    const struct vet_value *value = lower_value(l, n);
    lower_copy(l, n, place, value, is_variable ? VET_COPY_INITIALISE : VET_COPY_MEMBER, NULL);
    assign(l, n, place, value);
}
