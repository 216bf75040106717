// builtins.c - what looks like a call, but is none: the compiler's own functions, _Atomic ones too.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <string.h>

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    size_t length = strlen(text), wanted = strlen(with);
    return length >= wanted && strcmp(text + length - wanted, with) == 0;
}

static const struct vet_place *pointed(struct lower *l, struct node *n)
{
    const struct vet_value *pointer = lower_pointer(l, n);
    const struct vet_type *type = lower_type(l, n);
    return vet_target(l->p, pointer, type->kind == VET_POINTER ? type->target : NULL);
}

// What others may do at the same time is not known by looking at what happens here.
static const struct vet_value *lower_atomic(struct lower *l, struct node *n, struct node *pointer,
                                            bool is_load, bool has_expected)
{
    const struct vet_place *place = pointed(l, pointer), *expected = NULL;
    const struct vet_value *unknown = vet_unknown(l->p, lower_type(l, n));
    for (struct node *c = pointer->next; c; c = c->next) {
        // Children may not be in the order of the arguments: what is a pointer is the expected one.
        if (has_expected && !expected && lower_type(l, c)->kind == VET_POINTER)
            expected = pointed(l, c);
        else
            lower_value(l, c);
    }
    struct vet_op *op = lower_op(l, is_load ? VET_OP_READ : VET_OP_ASSIGN, n);
    op->place = place;
    op->is_atomic = true;
    if (is_load)
        return unknown;
    op->value = vet_unknown(l->p, place->type);
    op->is_update = true;
    if (expected)
        lower_assign(l, n, expected, vet_unknown(l->p, expected->type));
    return unknown;
}

static const struct vet_value *nothing(struct lower *l, struct node *n)
{
    return vet_constant(l->p, 0, lower_type(l, n));
}

// pthread_cleanup_push calls __sigsetjmp; when that returns again, the thread ends.
static bool is_cleanup_push(struct node *n, const char *name)
{
    struct node *at = tree_child(n, 1);
    if (strcmp(name, "__sigsetjmp") != 0)
        return false;
    while (at && at->kind != CXCursor_MemberRefExpr)
        at = at->last;
    if (!at)
        return false;
    CXString spelling = clang_getCursorSpelling(at->cursor);
    bool is_same = strcmp(clang_getCString(spelling), "__cancel_jmp_buf") == 0;
    clang_disposeString(spelling);
    return is_same;
}

// setjmp returns again, with all that was done in between.
static bool returns_twice(const char *name)
{
    return strcmp(name, "setjmp") == 0 || strcmp(name, "_setjmp") == 0 ||
           strcmp(name, "__sigsetjmp") == 0 || strcmp(name, "sigsetjmp") == 0 ||
           strcmp(name, "__builtin_setjmp") == 0;
}

static bool is_sync(const char *name)
{
    return begins(name, "__sync_") && !begins(name, "__sync_synchronize");
}

static bool is_atomic_call(const struct node *n, const char *name)
{
    return n->count > 1 && (is_sync(name) || (begins(name, "__atomic_") && !ends(name, "_fence") &&
                                              !ends(name, "_lock_free")));
}

bool lower_builtin(struct lower *l, struct node *n, const char *name,
                   const struct vet_value **value)
{
    if (is_cleanup_push(n, name)) {
        *value = nothing(l, n);
        return true;
    }
    if (returns_twice(name))
        l->is_incomplete = true;
    if (!begins(name, "__"))
        return false;
    if (begins(name, "__builtin_expect") && n->count >= 3) {
        *value = lower_value(l, tree_child(n, 1));
        return true;
    }
    if (strcmp(name, "__builtin_constant_p") == 0 || strcmp(name, "__builtin_object_size") == 0 ||
        strcmp(name, "__builtin_dynamic_object_size") == 0) {
        *value = nothing(l, n);
        return true;
    }
    if (strcmp(name, "__builtin_assume_aligned") == 0 && n->count >= 2) {
        *value = lower_value(l, tree_child(n, 1));
        return true;
    }
    if (is_atomic_call(n, name)) {
        *value = lower_atomic(l, n, tree_child(n, 1), strstr(name, "_load") != NULL, false);
        return true;
    }
    return false;
}

// ---- what clang shows without a kind ------------------------------------------------------------

static bool is_at(CXCursor a, CXCursor b)
{
    return clang_equalLocations(clang_getCursorLocation(a), clang_getCursorLocation(b));
}

// a ?: b has a three times.
static bool is_short_choice(const struct node *n)
{
    if (n->count != 4)
        return false;
    const struct node *a = n->first, *b = a->next, *c = b->next;
    return is_at(a->cursor, b->cursor) && is_at(b->cursor, c->cursor) && a->kind == b->kind &&
           b->kind == c->kind;
}

static const struct vet_value *lower_short_choice(struct lower *l, struct node *n)
{
    const struct vet_type *type = lower_type(l, n);
    struct lower_block *no = lower_new_block(l), *end = lower_new_block(l);
    const struct vet_place *place = lower_temporary(l, n, type);
    const struct vet_value *value = lower_value(l, n->first);
    lower_assign(l, n->first, place, value);
    lower_branch(l, value, end, no, n);
    l->now = no;
    lower_assign(l, n->last, place, lower_value(l, n->last));
    lower_enter(l, end);
    return vet_load(l->p, place);
}

static const struct vet_value *lower_chosen_expression(struct lower *l, struct node *n)
{
    int64_t number = 0;
    if (n->count != 3 || !lower_constant(l, n->first, &number))
        return vet_unknown(l->p, lower_type(l, n));
    return lower_value(l, number ? n->first->next : n->last);
}

static const struct vet_value *lower_number(struct lower *l, struct node *n)
{
    int64_t number = 0;
    if (lower_constant(l, n, &number))
        return vet_constant(l->p, number, lower_type(l, n));
    return vet_unknown(l->p, lower_type(l, n));
}

static const struct vet_value *lower_implicit_cast(struct lower *l, struct node *n)
{
    const struct vet_value *value = lower_value(l, n->first);
    enum CXTypeKind to = clang_getCanonicalType(clang_getCursorType(n->cursor)).kind;
    if (value->kind != VET_VALUE_CONSTANT)
        return value;
    if (to == CXType_Float || to == CXType_Double || to == CXType_LongDouble)
        return vet_unknown(l->p, lower_type(l, n));
    if (to == CXType_UInt)
        return vet_constant(l->p, (uint32_t)value->constant, value->type);
    return to == CXType_Pointer ? vet_constant(l->p, value->constant, lower_type(l, n)) : value;
}

const struct vet_value *lower_unexposed(struct lower *l, struct node *n)
{
    if (tree_is_wrapper(n))
        return lower_implicit_cast(l, n);
    if (n->count == 0 || !tree_is_expression(n->first))
        return lower_number(l, n);
    if (n->count == 1) {
        lower_place(l, n->first); // va_arg
        return vet_unknown(l->p, lower_type(l, n));
    }
    if (is_short_choice(n))
        return lower_short_choice(l, n);
    if (lower_begins_with(l, n, "__builtin_choose_expr"))
        return lower_chosen_expression(l, n);
    if (lower_begins_with(l, n, "__atomic_") || lower_begins_with(l, n, "__c11_atomic_") ||
        lower_begins_with(l, n, "__scoped_atomic_")) {
        bool is_load = lower_begins_with(l, n, "__atomic_load") ||
                       lower_begins_with(l, n, "__c11_atomic_load");
        bool has_expected = lower_begins_with(l, n, "__atomic_compare_exchange") ||
                            lower_begins_with(l, n, "__c11_atomic_compare_exchange");
        return lower_atomic(l, n, n->first, is_load, has_expected);
    }
    return lower_children(l, n);
}

// ---- ({ }) --------------------------------------------------------------------------------------

static struct node *result_of(struct node *compound)
{
    struct node *last = compound->last;
    while (last && last->kind == CXCursor_LabelStmt)
        last = last->last;
    return last && tree_is_expression(last) ? last : NULL;
}

const struct vet_value *lower_statement_expression(struct lower *l, struct node *n)
{
    struct node *body = n->first, *result = body ? result_of(body) : NULL;
    const struct lower_cleanup *outside = l->cleanups;
    const struct vet_type *type = lower_type(l, n);
    if (!result || type->kind == VET_OTHER || result != body->last) {
        if (body)
            lower_statement(l, body);
        return vet_unknown(l->p, type);
    }
    for (struct node *c = body->first; c != result; c = c->next)
        lower_statement(l, c);
    const struct vet_value *value = lower_value(l, result);
    if (l->cleanups != outside) {
        const struct vet_place *place = lower_temporary(l, n, type);
        lower_assign(l, n, place, value);
        value = vet_load(l->p, place);
        lower_leave(l, outside, result);
        l->cleanups = outside;
    }
    return value;
}
