// check_order.c - is this order of locks new, and can it become a deadlock?
// SPDX-License-Identifier: MIT
//
// What a thread holds is a chain: a hash of the classes in it. A chain that was seen before costs
// one look. A new one enters its edges into the graph of classes. That graph is small, and tells
// where a circle is possible; but not whether it is ever the same locks that are taken in both
// orders: a list's nodes, each with a lock of the same class, are locked one after the other, and
// all is well. So where there is a circle of classes, the locks themselves are looked at: from then
// on these classes' locks count one by one, in the chains and in a graph of their own. A circle in
// that one is a finding. A circle of classes only is one that is hidden: PAWL_FINDING_ALIKE.
#include "base/counter.h"
#include "watch/check_edges.h"

#include <string.h>
#include <unistd.h>

// ---- chains that are known ----------------------------------------------------------------------
//
// chain's upper 48 bits | which thread it was, or SEVERAL

enum { WAYS = 4, SEVERAL = 0xffff };

// Reports whether there is nothing to look at. What it enters, the caller has to look at.
static bool is_known(struct pawl_check_record *r, uint64_t chain, uint32_t thread)
{
    uint64_t *way = &r->chains[(chain >> 20) % (PAWL_CHECK_CHAINS / WAYS) * WAYS];
    uint64_t own = (chain & ~UINT64_C(0xffff)) | (thread < SEVERAL ? thread : SEVERAL);
    uint64_t *place = &way[chain % WAYS]; // if all are taken
    for (int i = WAYS - 1; i >= 0; i--) {
        uint64_t there = pawl_count_(&way[i]);
        if ((there ^ own) >> 16 == 0 && there != 0) {
            if (there == own || (there & SEVERAL) == SEVERAL)
                return true;
            pawl_count_set_(&way[i], own | SEVERAL);
            return false;
        }
        if (there == 0)
            place = &way[i];
    }
    pawl_count_set_(place, own);
    return false;
}

// ---- a new chain --------------------------------------------------------------------------------

struct taken {
    uint32_t lock, stack, flags;
};

static void name_thread(struct pawl_check_edge *e, const struct pawl_check_thread *t)
{
    e->thread = e->pair_thread = t->number;
    e->tid = (int32_t)pawl_word_load_rlx(&t->tid);
    memcpy(e->thread_name, t->name, sizeof e->thread_name);
}

// What the thread holds beside `from`: two cannot, unless both only read.
static void add_gates(const struct pawl_check_record *r, const struct pawl_check_thread *t,
                      uint32_t from, bool pairs, struct pawl_check_edge *e)
{
    uint32_t count = pawl_word_load_rlx(&t->held_count), n = 0;
    for (uint32_t i = 0; i < count && n < PAWL_CHECK_GATES; i++) {
        const struct pawl_check_held *h = &t->held[i];
        uint32_t read = (h->flags & PAWL_CHECK_SHARED) != 0 ? PAWL_GRAPH_READ : 0;
        if (i == from)
            continue;
        e->pair_gates[n] = h->serial | read;
        e->gates[n++] = (pairs ? h->serial : r->locks[h->lock].class_) | read;
    }
}

static struct pawl_check_edge edge_of(const struct pawl_check_record *r,
                                      const struct pawl_check_thread *t, uint32_t from,
                                      const struct taken *to, bool pairs)
{
    const struct pawl_check_held *h = &t->held[from];
    const struct pawl_check_lock *a = &r->locks[h->lock], *b = &r->locks[to->lock];
    struct pawl_check_edge e = {
        .from = pairs ? h->lock : a->class_,
        .to = pairs ? to->lock : b->class_,
        .from_serial = h->serial,
        .to_serial = b->serial,
        .from_address = a->address,
        .to_address = b->address,
        .from_flags = h->flags,
        .to_flags = to->flags,
        .from_stack = h->stack,
        .to_stack = to->stack,
    };
    name_thread(&e, t);
    add_gates(r, t, from, pairs, &e);
    return e;
}

// Levels say what the order is: lower ones first.
enum levels { NO_LEVELS, IN_ORDER, AGAINST };

static enum levels levels_of(const struct pawl_check_lock *a, const struct pawl_check_lock *b)
{
    if (a->class_ != b->class_ || a->level == 0 || b->level == 0)
        return NO_LEVELS;
    return a->level < b->level ? IN_ORDER : AGAINST;
}

// Not inlined: what this needs of a stack that may be small is given back before a finding is said.
__attribute__((__noinline__)) static void look_at_chain(const struct pawl_checked *c,
                                                        const struct taken *to,
                                                        struct pawl_found *f)
{
    struct pawl_check_record *r = c->record;
    const struct pawl_check_thread *t = c->self->entry;
    uint32_t count = pawl_word_load_rlx(&t->held_count);
    for (uint32_t i = 0; i < count; i++) {
        const struct pawl_check_held *h = &t->held[i];
        if (h->lock == to->lock || !pawl_check_is_held_(r, c->self->index, h))
            continue;
        struct pawl_check_edge by_class = edge_of(r, t, i, to, false);
        struct pawl_check_edge pair = edge_of(r, t, i, to, true);
        enum levels levels = levels_of(&r->locks[h->lock], &r->locks[to->lock]);
        if (levels == NO_LEVELS && by_class.from != 0 && by_class.to != 0)
            pawl_check_edge_(r, &by_class, &pair, f);
        if (levels == AGAINST && f->count == 0) {
            struct pawl_graph pairs = pawl_graph_of_pairs_(r);
            f->steps[0] = pawl_check_edge_step_(&pairs, &pair);
            f->count = 1;
            f->flags = PAWL_FINDING_LEVELS;
            f->what = pawl_check_mix_(by_class.from, to->stack);
        }
    }
}

// One that gives up waits for nobody; and a process of one thread has nobody to wait for.
void pawl_check_order_(const struct pawl_checked *c, uint32_t lock, uint32_t stack, uint32_t flags,
                       uint64_t chain)
{
    struct pawl_check_record *r = c->record;
    if ((flags & PAWL_CHECK_GIVES_UP) != 0 || pawl_check_is_alone_(r) ||
        (r->locks[lock].flags & PAWL_CHECK_ANY_UNLOCKER) != 0 ||
        is_known(r, chain, c->self->entry->number))
        return;
    struct pawl_found *f = pawl_scratch_(sizeof *f);
    if (!f)
        return;
    struct taken to = {lock, stack, flags};
    pawl_check_guard_(r);
    look_at_chain(c, &to, f);
    pawl_check_unguard_(r);
    if (f->count > 0)
        pawl_check_found_(c, PAWL_FOUND_ORDER, f->flags, f->steps, f->count, f->what);
    pawl_scratch_end_(f, sizeof *f);
}
