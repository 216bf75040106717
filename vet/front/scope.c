// scope.c - the cleanup attribute: functions that are called on every way out of a scope.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

void lower_add_cleanup(struct lower *l, const struct vet_variable *v, const char *function)
{
    CXCursor declaration = front_named(l->u, function);
    if (clang_getCursorKind(declaration) != CXCursor_FunctionDecl) {
        l->is_incomplete = true;
        return;
    }
    struct lower_cleanup *c = vet_allocate(l->p, sizeof *c);
    c->outer = l->cleanups;
    c->variable = v;
    c->function = front_function(l->u, declaration);
    c->depth = l->cleanups ? l->cleanups->depth + 1 : 1;
    l->cleanups = c;
}

static void call(struct lower *l, const struct lower_cleanup *c, const struct node *n)
{
    const struct vet_place *place = vet_variable_place(l->p, c->variable);
    const struct vet_value **arguments = vet_allocate(l->p, sizeof *arguments);
    arguments[0] = vet_address(l->p, place, NULL);
    struct vet_op *op = lower_op(l, VET_OP_CALL, n);
    op->function = c->function;
    op->callee = vet_function_value(l->p, c->function);
    op->arguments = arguments;
    op->argument_count = 1;
    op->result = vet_call_value(l->p, c->function, NULL, arguments, 1, c->function->returns);
    op->is_cleanup = true;
}

void lower_leave(struct lower *l, const struct lower_cleanup *until, const struct node *n)
{
    unsigned depth = until ? until->depth : 0;
    if (l->now->is_ended)
        return;
    for (const struct lower_cleanup *c = l->cleanups; c && c->depth > depth; c = c->outer)
        call(l, c, n);
}
