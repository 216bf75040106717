// graph.c - blocks and operations.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 32 };

struct lower_chunk {
    struct lower_chunk *next;
    size_t used;
    struct lower_block blocks[CHUNK];
};

struct lower_block *lower_new_block(struct lower *l)
{
    if (!l->chunks || l->chunks->used == CHUNK) {
        struct lower_chunk *c = xcalloc(1, sizeof *c);
        c->next = l->chunks;
        l->chunks = c;
    }
    struct lower_block *b = &l->chunks->blocks[l->chunks->used++];
    b->above = l->blocks;
    l->blocks = b;
    return b;
}

void lower_enter(struct lower *l, struct lower_block *b)
{
    if (!l->now->is_ended && l->now != b)
        lower_goto(l, b, NULL);
    l->now = b;
}

// What stands behind a return or a goto is never reached, but may have labels in it.
static struct lower_block *open_block(struct lower *l)
{
    if (l->now->is_ended)
        l->now = lower_new_block(l);
    return l->now;
}

struct vet_op *lower_op(struct lower *l, enum vet_op_kind kind, const struct node *n)
{
    struct lower_block *b = open_block(l);
    if (b->op_count == b->op_room) {
        b->op_room = b->op_room ? b->op_room * 2 : 8;
        b->ops = xrealloc(b->ops, b->op_room * sizeof *b->ops);
    }
    struct vet_op *op = &b->ops[b->op_count++];
    *op = (struct vet_op){.kind = kind};
    if (n) {
        CXSourceLocation at = clang_getCursorLocation(n->cursor);
        op->location = front_location(l->u, at);
        op->spelled = front_is_in_macro(at) ? front_spelled(l->u, at) : op->location;
        op->in_macro = !front_is_same_place(op->location, op->spelled);
    }
    return op;
}

void lower_add_next(struct lower_block *from, struct lower_block *to)
{
    if (from->next_count == from->next_room) {
        from->next_room = from->next_room ? from->next_room * 2 : 2;
        from->next = xrealloc(from->next, from->next_room * sizeof(struct lower_block *));
        from->cases = xrealloc(from->cases, from->next_room * sizeof *from->cases);
    }
    from->cases[from->next_count] = (struct vet_case){0, 0};
    from->next[from->next_count++] = to;
}

void lower_case(struct lower_block *from, int64_t first, int64_t last, struct lower_block *to)
{
    lower_add_next(from, to);
    from->cases[from->next_count - 1] = (struct vet_case){first, last};
}

static struct lower_block *end(struct lower *l, enum vet_end_kind kind, const struct node *n)
{
    struct lower_block *b = open_block(l);
    b->out.end = kind;
    b->is_ended = true;
    if (n)
        b->out.location = front_location(l->u, clang_getCursorLocation(n->cursor));
    return b;
}

void lower_goto(struct lower *l, struct lower_block *to, const struct node *n)
{
    lower_add_next(end(l, VET_END_GOTO, n), to);
}

static bool is_number(const struct vet_value *v, int64_t number)
{
    return v && v->kind == VET_VALUE_CONSTANT && v->constant == number;
}

void lower_branch(struct lower *l, const struct vet_value *value, struct lower_block *yes,
                  struct lower_block *no, const struct node *n)
{
    while (value->kind == VET_VALUE_BINARY && value->operator_ == VET_EQUAL &&
           is_number(value->right, 0)) {
        struct lower_block *other = yes;
        yes = no;
        no = other;
        value = value->left;
    }
    if (value->kind == VET_VALUE_FUNCTION || value->kind == VET_VALUE_TEXT) {
        lower_goto(l, yes, n);
        return;
    }
    if (value->kind == VET_VALUE_CONSTANT || yes == no) {
        lower_goto(l, is_number(value, 0) ? no : yes, n);
        return;
    }
    struct lower_block *b = end(l, VET_END_BRANCH, n);
    b->out.value = value;
    lower_add_next(b, yes);
    lower_add_next(b, no);
}

void lower_return(struct lower *l, const struct vet_value *value, struct vet_location at,
                  bool falls_off)
{
    struct lower_block *b = end(l, VET_END_RETURN, NULL);
    b->out.value = value;
    b->out.location = at;
    b->out.falls_off = falls_off;
}

void lower_stop(struct lower *l, const struct node *n)
{
    end(l, VET_END_STOP, n);
}

void lower_free_blocks(struct lower *l)
{
    for (struct lower_block *b = l->blocks; b; b = b->above) {
        free(b->ops);
        free(b->next);
        free(b->cases);
    }
    while (l->chunks) {
        struct lower_chunk *next = l->chunks->next;
        free(l->chunks);
        l->chunks = next;
    }
    l->blocks = NULL;
}
