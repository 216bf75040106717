// calls.c - calls.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

// The function that is called by its name, perhaps with * or & or parentheses; or none.
static CXCursor called_by_name(struct lower *l, struct node *n)
{
    for (;;) {
        n = tree_bare(n);
        if (n->kind == CXCursor_GenericSelectionExpr) {
            struct node *chosen = lower_chosen(l, n);
            if (!chosen)
                return clang_getNullCursor();
            n = chosen;
        } else if (n->kind == CXCursor_UnaryOperator && n->first) {
            n = n->first;
        } else if (n->kind == CXCursor_DeclRefExpr) {
            CXCursor what = clang_getCursorReferenced(n->cursor);
            return clang_getCursorKind(what) == CXCursor_FunctionDecl ? what
                                                                      : clang_getNullCursor();
        } else {
            return clang_getNullCursor();
        }
    }
}

static const struct vet_value **lower_arguments(struct lower *l, struct node *n,
                                                const struct vet_function *f)
{
    const struct vet_value **list = vet_allocate(l->p, (n->count + 1) * sizeof *list);
    size_t i = 0;
    for (struct node *c = n->first->next; c; c = c->next) {
        list[i] = lower_value(l, c);
        lower_copy(l, c, NULL, list[i], VET_COPY_ARGUMENT, f);
        i++;
    }
    return list;
}

static const struct vet_value *result_of(struct lower *l, const struct vet_op *op,
                                         const struct node *n)
{
    return vet_call_value(l->p, op->function, op->callee, op->arguments, op->argument_count,
                          lower_type(l, n));
}

const struct vet_value *lower_call(struct lower *l, struct node *n, bool unused)
{
    const struct vet_value *value = NULL;
    struct vet_function *f = NULL;
    const struct vet_value *callee = NULL;
    if (!n->first)
        return vet_unknown(l->p, lower_type(l, n));
    CXCursor named = called_by_name(l, n->first);
    if (!clang_Cursor_isNull(named)) {
        f = front_function(l->u, named);
        callee = vet_function_value(l->p, f);
        if (lower_builtin(l, n, f->name, &value))
            return value;
    } else {
        callee = lower_value(l, n->first);
    }
    const struct vet_value **arguments = lower_arguments(l, n, f);
    struct vet_op *op = lower_op(l, VET_OP_CALL, n);
    op->function = f;
    op->callee = callee;
    op->arguments = arguments;
    op->argument_count = n->count - 1;
    op->result = result_of(l, op, n);
    op->result_unused = unused && lower_type(l, n)->kind != VET_OTHER;
    value = op->result;
    if (f && f->is_noreturn)
        lower_stop(l, n);
    return value;
}
