// finish.c - a graph is written to its function: blocks that are never reached are left out, those
// that always follow one another become one.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

struct order {
    struct lower_block **list; // in the order of a walk from the beginning
    size_t count;
};

// Blocks without operations are passed over; loops stay where they begin.
static struct lower_block *destination(struct lower_block *b)
{
    for (unsigned steps = 0; steps < 64; steps++) {
        if (b->op_count > 0 || b->out.is_loop || b->out.end != VET_END_GOTO || b->next_count != 1 ||
            b->next[0] == b)
            return b;
        b = b->next[0];
    }
    return b;
}

// if (x) ; decides nothing.
static void join_equal(struct lower_block *b)
{
    if (b->out.end != VET_END_BRANCH || destination(b->next[0]) != destination(b->next[1]))
        return;
    b->out.end = VET_END_GOTO;
    b->out.value = NULL;
    b->next_count = 1;
}

static void reach(struct order *o, struct lower_block *b)
{
    b->is_reached = b->is_open = true;
    o->list[o->count++] = b;
}

// Goes along all edges, in depth, with a stack of its own: many blocks may come in a row.
// An edge to a block that is still open is the one that closes a loop.
static void walk(struct order *o, struct lower_block *from, size_t room)
{
    struct lower_block **stack = xcalloc(room + 1, sizeof(struct lower_block *));
    size_t depth = 0;
    reach(o, from);
    from->entries = 1;
    stack[depth++] = from;
    while (depth > 0) {
        struct lower_block *b = stack[depth - 1];
        if (b->walked == 0)
            join_equal(b);
        if (b->walked == b->next_count) {
            b->is_open = false;
            depth--;
            continue;
        }
        struct lower_block *next = destination(b->next[b->walked]);
        b->next[b->walked++] = next;
        next->entries++;
        next->is_closed |= next->is_open;
        if (!next->is_reached) {
            reach(o, next);
            stack[depth++] = next;
        }
    }
    for (size_t i = 0; i < o->count; i++)
        o->list[i]->out.is_loop = o->list[i]->is_closed;
    free(stack);
}

static bool can_follow(const struct lower_block *b)
{
    return b->out.end == VET_END_GOTO && b->next[0]->entries == 1 && !b->next[0]->out.is_loop &&
           b->next[0] != b;
}

static void copy_ops(struct vet_program *p, struct vet_block *to, const struct lower_block *first)
{
    size_t count = first->op_count;
    for (const struct lower_block *b = first; can_follow(b); b = b->next[0])
        count += b->next[0]->op_count;
    struct vet_op *ops = vet_allocate(p, (count + 1) * sizeof *ops);
    to->ops = ops;
    to->op_count = count;
    for (const struct lower_block *b = first;; b = b->next[0]) {
        if (b->op_count > 0)
            memcpy(ops, b->ops, b->op_count * sizeof *ops);
        ops += b->op_count;
        if (!can_follow(b))
            return;
    }
}

static const struct lower_block *last_of(const struct lower_block *b)
{
    while (can_follow(b))
        b = b->next[0];
    return b;
}

static void copy_end(struct lower *l, struct vet_block *to, const struct lower_block *first,
                     struct vet_block *const *by_number)
{
    const struct lower_block *b = last_of(first);
    struct vet_block **next = vet_allocate(l->p, (b->next_count + 1) * sizeof(struct vet_block *));
    struct vet_case *cases = vet_allocate(l->p, (b->next_count + 1) * sizeof *cases);
    for (size_t i = 0; i < b->next_count; i++) {
        next[i] = by_number[b->next[i]->out.index];
        cases[i] = b->cases[i];
    }
    to->end = b->out.end;
    to->value = b->out.value;
    to->location = b->out.location;
    to->falls_off = b->out.falls_off;
    to->is_loop = first->out.is_loop;
    to->next = next;
    to->next_count = b->next_count;
    to->cases = cases;
}

static bool is_first(const struct order *o, size_t i)
{
    return i == 0 || !o->list[i]->copied_to;
}

// Gives numbers to those that do not follow another one.
static size_t number(struct order *o)
{
    size_t count = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (can_follow(o->list[i]))
            o->list[i]->next[0]->copied_to = o->list[i];
    }
    for (size_t i = 0; i < o->count; i++) {
        if (is_first(o, i))
            o->list[i]->out.index = (unsigned)count++;
    }
    return count;
}

static void copy(struct lower *l, struct order *o)
{
    size_t count = number(o), at = 0;
    struct vet_block **blocks = vet_allocate(l->p, (count + 1) * sizeof(struct vet_block *));
    for (size_t i = 0; i < count; i++) {
        blocks[i] = vet_allocate(l->p, sizeof **blocks);
        blocks[i]->index = (unsigned)i;
    }
    for (size_t i = 0; i < o->count; i++) {
        if (!is_first(o, i))
            continue;
        copy_ops(l->p, blocks[at], o->list[i]);
        copy_end(l, blocks[at], o->list[i], blocks);
        at++;
    }
    l->f->blocks = blocks;
    l->f->block_count = count;
}

void lower_finish(struct lower *l)
{
    size_t room = 1;
    struct lower_block *first = l->blocks; // there is one: where the function begins
    for (; first->above; room++)
        first = first->above;
    struct order o = {xcalloc(room + 1, sizeof(struct lower_block *)), 0};
    walk(&o, first, room);
    copy(l, &o);
    free(o.list);
    lower_free_blocks(l);
}
