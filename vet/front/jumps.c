// jumps.c - goto and labels.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <stdlib.h>

// Made by whichever comes first: a goto to it, or the label.
struct lower_label {
    struct lower_label *above;
    CXCursor statement;
    struct lower_block *block;
    const struct lower_cleanup *cleanups;
    struct jump *jumps;
    bool is_placed;
};

struct jump {
    struct jump *above;
    struct lower_block *from; // still open
    const struct lower_cleanup *cleanups;
    const struct node *node;
};

static struct lower_label *label_of(struct lower *l, CXCursor statement)
{
    for (struct lower_label *label = l->labels; label; label = label->above) {
        if (tree_is_same(label->statement, statement))
            return label;
    }
    struct lower_label *label = vet_allocate(l->p, sizeof *label);
    label->above = l->labels;
    label->statement = statement;
    label->block = lower_new_block(l);
    l->labels = label;
    return label;
}

// Which scopes it leaves is known once all labels are: until then its block stays open.
void lower_jump(struct lower *l, struct node *n)
{
    CXCursor statement =
        n->first ? clang_getCursorReferenced(n->first->cursor) : clang_getNullCursor();
    if (n->kind != CXCursor_GotoStmt || clang_getCursorKind(statement) != CXCursor_LabelStmt) {
        l->is_incomplete = true;
        lower_stop(l, n);
        return;
    }
    struct lower_label *label = label_of(l, statement);
    label->block->out.is_loop |= label->is_placed;
    struct jump *j = vet_allocate(l->p, sizeof *j);
    struct lower_block *from = lower_new_block(l);
    lower_goto(l, from, n);
    from->is_ended = true;
    j->above = label->jumps;
    j->from = from;
    j->cleanups = l->cleanups;
    j->node = n;
    label->jumps = j;
}

void lower_label(struct lower *l, struct node *n)
{
    struct lower_label *label = label_of(l, n->cursor);
    label->is_placed = true;
    label->cleanups = l->cleanups;
    lower_enter(l, label->block);
    for (struct node *c = n->first; c; c = c->next)
        lower_statement(l, c);
}

static const struct lower_cleanup *common(const struct lower_cleanup *a,
                                          const struct lower_cleanup *b)
{
    while (a != b) {
        unsigned depth_a = a ? a->depth : 0, depth_b = b ? b->depth : 0;
        if (a && depth_a >= depth_b)
            a = a->outer;
        if (b && depth_b >= depth_a)
            b = b->outer;
    }
    return a;
}

static void resolve(struct lower *l, struct lower_label *label, const struct jump *j)
{
    j->from->is_ended = false;
    l->now = j->from;
    l->cleanups = j->cleanups;
    lower_leave(l, common(j->cleanups, label->cleanups), j->node);
    if (label->is_placed) {
        lower_goto(l, label->block, j->node);
        return;
    }
    l->is_incomplete = true;
    lower_stop(l, j->node);
}

void lower_resolve_jumps(struct lower *l)
{
    for (struct lower_label *label = l->labels; label; label = label->above) {
        for (const struct jump *j = label->jumps; j; j = j->above)
            resolve(l, label, j);
    }
}
