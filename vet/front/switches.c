// switches.c - switch and case.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

// A constant leads to one case only; what was found is thrown away.
static void choose(struct lower_block *from, int64_t number, struct lower_block *otherwise)
{
    struct lower_block *to = otherwise;
    for (size_t i = 0; i < from->next_count; i++) {
        if (from->cases[i].first <= number && number <= from->cases[i].last) {
            to = from->next[i];
            break;
        }
    }
    from->next_count = 0;
    from->out.end = VET_END_GOTO;
    from->out.value = NULL;
    lower_add_next(from, to);
}

void lower_switch(struct lower *l, struct node *n)
{
    struct lower_block *end = lower_new_block(l), *from = lower_new_block(l);
    struct lower_cases cases = {.outer = l->cases, .from = from, .is_complete = true};
    struct lower_exit e = {l->exits, end, NULL, l->cleanups};
    if (n->count < 2) {
        l->is_incomplete = true;
        return;
    }
    const struct vet_value *value = lower_value(l, n->first);
    lower_enter(l, from);
    from->is_ended = true;
    from->out.end = VET_END_SWITCH;
    from->out.value = value;
    from->out.location = front_location(l->u, clang_getCursorLocation(n->cursor));
    l->cases = &cases;
    l->exits = &e;
    lower_statement(l, n->last);
    l->cases = cases.outer;
    l->exits = e.outer;
    lower_enter(l, end);
    if (!cases.is_complete)
        l->is_incomplete = true;
    if (value->kind == VET_VALUE_CONSTANT)
        choose(from, value->constant, cases.otherwise ? cases.otherwise : end);
    else
        lower_add_next(from, cases.otherwise ? cases.otherwise : end);
}

// case 1: case 2: is one in the other, so they are followed in a row.
void lower_labelled_case(struct lower *l, struct node *n)
{
    struct lower_block *here = lower_new_block(l);
    struct lower_cases *cases = l->cases;
    lower_enter(l, here);
    while (cases && n && (n->kind == CXCursor_CaseStmt || n->kind == CXCursor_DefaultStmt)) {
        int64_t first = 0, last = 0;
        if (n->kind == CXCursor_DefaultStmt)
            cases->otherwise = here;
        else if (n->count < 2 || !lower_constant(l, n->first, &first) ||
                 (n->count > 2 && !lower_constant(l, tree_child(n, 1), &last)))
            cases->is_complete = false;
        else
            lower_case(cases->from, first, n->count > 2 ? last : first, here);
        n = n->last;
    }
    if (n && cases)
        lower_statement(l, n);
    else
        l->is_incomplete = true;
}
