// statements.c - statements, but for loops, switch and goto.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <stdlib.h>

enum { DEEPEST = 4000 }; // statements and expressions in one another

// What is called at the end of a scope is called at its brace.
static void leave_at_brace(struct lower *l, const struct lower_cleanup *outside,
                           const struct node *n)
{
    if (l->cleanups == outside || l->now->is_ended)
        return;
    size_t first = l->now->op_count;
    struct vet_location brace =
        front_location(l->u, clang_getRangeEnd(clang_getCursorExtent(n->cursor)));
    brace.column -= brace.column > 1;
    lower_leave(l, outside, n);
    for (size_t i = first; i < l->now->op_count; i++) {
        l->now->ops[i].location = l->now->ops[i].spelled = brace;
        l->now->ops[i].in_macro = false;
    }
}

static void lower_compound(struct lower *l, struct node *n)
{
    const struct lower_cleanup *outside = l->cleanups;
    for (struct node *c = n->first; c; c = c->next)
        lower_statement(l, c);
    leave_at_brace(l, outside, n);
    l->cleanups = outside;
}

// A chain of else if is followed here, not by recursion: it may be long.
static void lower_if(struct lower *l, struct node *n)
{
    struct lower_block *end = lower_new_block(l);
    while (n && n->kind == CXCursor_IfStmt && n->count >= 2) {
        struct node *otherwise = tree_child(n, 2);
        struct lower_block *yes = lower_new_block(l);
        struct lower_block *no = otherwise ? lower_new_block(l) : end;
        lower_condition(l, n->first, yes, no);
        l->now = yes;
        lower_statement(l, tree_child(n, 1));
        lower_enter(l, end);
        l->now = no;
        n = otherwise;
    }
    if (n)
        lower_statement(l, n);
    lower_enter(l, end);
}

// The cleanups come after the value, and may change what it is made of.
static const struct vet_value *kept(struct lower *l, struct node *n, const struct vet_value *value)
{
    if (!l->cleanups || !value || value->kind == VET_VALUE_CONSTANT)
        return value;
    const struct vet_place *place = lower_temporary(l, n, lower_type(l, n));
    lower_assign(l, n, place, value);
    return vet_load(l->p, place);
}

static void lower_return_statement(struct lower *l, struct node *n)
{
    struct vet_location at = front_location(l->u, clang_getCursorLocation(n->cursor));
    const struct vet_value *value = NULL;
    if (n->first && lower_type(l, n->first)->kind == VET_OTHER) {
        lower_discard(l, n->first);
    } else if (n->first) {
        value = lower_value(l, n->first);
        lower_copy(l, n->first, NULL, value, VET_COPY_RETURN, NULL);
        value = kept(l, n->first, value);
    }
    lower_leave(l, NULL, n);
    lower_return(l, value, at, false);
}

static void lower_exit(struct lower *l, const struct node *n, bool is_break)
{
    const struct lower_exit *e = l->exits;
    while (e && !(is_break ? e->on_break : e->on_continue))
        e = e->outer;
    if (!e) {
        l->is_incomplete = true;
        lower_stop(l, n);
        return;
    }
    lower_leave(l, e->cleanups, n);
    lower_goto(l, is_break ? e->on_break : e->on_continue, n);
}

static bool is_goto(struct lower *l, const struct node *n)
{
    size_t size = 0;
    const char *text = front_text(l->u, clang_getCursorLocation(n->cursor), &size);
    for (size_t i = 0; text && i + 4 < size && text[i] != '(' && text[i] != '{'; i++) {
        if (text[i] == 'g' && text[i + 1] == 'o' && text[i + 2] == 't' && text[i + 3] == 'o')
            return true;
    }
    return false;
}

// Outputs, and inputs in memory, are not read before: anything may have been done to them.
void lower_asm(struct lower *l, struct node *n)
{
    l->is_incomplete |= is_goto(l, n);
    for (struct node *c = n->first; c; c = c->next) {
        struct node *bare = tree_bare(c);
        bool is_place =
            c->kind != CXCursor_UnexposedExpr &&
            (bare->kind == CXCursor_DeclRefExpr || bare->kind == CXCursor_MemberRefExpr ||
             bare->kind == CXCursor_ArraySubscriptExpr || bare->kind == CXCursor_UnaryOperator);
        if (c->kind == CXCursor_AddrLabelExpr)
            l->is_incomplete = true;
        if (!is_place) {
            lower_value(l, c);
            continue;
        }
        const struct vet_place *place = lower_place(l, c);
        lower_assign(l, c, place, vet_unknown(l->p, place->type));
    }
}

static void lower_children_statements(struct lower *l, struct node *n)
{
    for (struct node *c = n->first; c; c = c->next)
        lower_statement(l, c);
}

static void lower_kind(struct lower *l, struct node *n)
{
    switch (n->kind) {
    case CXCursor_CompoundStmt: lower_compound(l, n); return;
    case CXCursor_IfStmt: lower_if(l, n); return;
    case CXCursor_WhileStmt:
    case CXCursor_DoStmt:
    case CXCursor_ForStmt: lower_loop(l, n); return;
    case CXCursor_SwitchStmt: lower_switch(l, n); return;
    case CXCursor_CaseStmt:
    case CXCursor_DefaultStmt: lower_labelled_case(l, n); return;
    case CXCursor_LabelStmt: lower_label(l, n); return;
    case CXCursor_GotoStmt:
    case CXCursor_IndirectGotoStmt: lower_jump(l, n); return;
    case CXCursor_BreakStmt: lower_exit(l, n, true); return;
    case CXCursor_ContinueStmt: lower_exit(l, n, false); return;
    case CXCursor_ReturnStmt: lower_return_statement(l, n); return;
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt: lower_asm(l, n); return;
    case CXCursor_VarDecl: lower_declaration(l, n); return;
    case CXCursor_DeclStmt:
    case CXCursor_UnexposedStmt: lower_children_statements(l, n); return;
    case CXCursor_NullStmt: return;
    default: break;
    }
    if (tree_is_expression(n)) {
        lower_discard(l, n);
        return;
    }
    l->is_incomplete = true;
    lower_children_statements(l, n);
}

void lower_statement(struct lower *l, struct node *n)
{
    if (!n || l->depth > DEEPEST) {
        l->is_incomplete = true;
        return;
    }
    l->depth++;
    lower_kind(l, n);
    l->depth--;
}
