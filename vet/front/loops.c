// loops.c - while, do and for.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

static void lower_body(struct lower *l, struct node *body, struct lower_block *on_break,
                       struct lower_block *on_continue)
{
    struct lower_exit e = {l->exits, on_break, on_continue, l->cleanups};
    l->exits = &e;
    lower_statement(l, body);
    l->exits = e.outer;
}

static void lower_while(struct lower *l, struct node *n)
{
    struct lower_block *head = lower_new_block(l), *body = lower_new_block(l);
    struct lower_block *end = lower_new_block(l);
    head->out.is_loop = true;
    lower_enter(l, head);
    lower_condition(l, n->first, body, end);
    l->now = body;
    lower_body(l, tree_child(n, 1), end, head);
    lower_enter(l, head);
    l->now = end;
}

// do { } while (0) is no loop.
static void lower_do(struct lower *l, struct node *n)
{
    struct lower_block *body = lower_new_block(l), *test = lower_new_block(l);
    struct lower_block *end = lower_new_block(l);
    struct node *condition = tree_child(n, 1);
    int64_t number = 0;
    bool is_once = lower_constant(l, tree_bare(condition), &number) && number == 0;
    body->out.is_loop = !is_once;
    lower_enter(l, body);
    lower_body(l, n->first, end, test);
    lower_enter(l, test);
    lower_condition(l, condition, body, end);
    l->now = end;
}

static void lower_for_loop(struct lower *l, struct node *n)
{
    const struct lower_cleanup *outside = l->cleanups;
    struct lower_for parts = lower_for_parts(l, n);
    struct lower_block *head = lower_new_block(l), *body = lower_new_block(l);
    struct lower_block *again = lower_new_block(l), *end = lower_new_block(l);
    if (parts.init)
        lower_statement(l, parts.init);
    head->out.is_loop = true;
    lower_enter(l, head);
    if (parts.condition)
        lower_condition(l, parts.condition, body, end);
    else
        lower_goto(l, body, n);
    l->now = body;
    lower_body(l, parts.body, end, again);
    lower_enter(l, again);
    if (parts.increment)
        lower_discard(l, parts.increment);
    lower_enter(l, head);
    l->now = end;
    lower_leave(l, outside, n);
    l->cleanups = outside;
}

void lower_loop(struct lower *l, struct node *n)
{
    if (n->count < (n->kind == CXCursor_ForStmt ? 1u : 2u)) {
        l->is_incomplete = true;
        return;
    }
    if (n->kind == CXCursor_WhileStmt)
        lower_while(l, n);
    else if (n->kind == CXCursor_DoStmt)
        lower_do(l, n);
    else
        lower_for_loop(l, n);
}
