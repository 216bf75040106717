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
#include "watch/check_graph.h"
#include "watch/checked.h"

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

// ---- findings -----------------------------------------------------------------------------------

static struct pawl_check_lock_id id_of(const struct pawl_check_record *r, bool pairs, uint32_t node,
                                       uint32_t serial, uint64_t address)
{
    uint32_t lock = pairs ? node : 0;
    if (lock != 0 && r->locks[lock].serial == serial)
        return pawl_check_id_(r, lock);
    struct pawl_check_lock_id id = {address, pairs ? 0 : node, 0};
    return id;
}

static struct pawl_check_step step_of(const struct pawl_graph *g, const struct pawl_check_edge *e)
{
    struct pawl_check_step s = {
        .tid = e->tid,
        .thread = e->thread == ~0u ? 0 : e->thread,
        .held = id_of(g->record, g->pairs, e->from, e->from_serial, e->from_address),
        .wanted = id_of(g->record, g->pairs, e->to, e->to_serial, e->to_address),
        .held_stack = e->from_stack,
        .stack = e->to_stack,
        .held_flags = e->from_flags,
        .flags = e->to_flags,
    };
    memcpy(s.thread_name, e->thread_name, sizeof s.thread_name);
    return s;
}

// A finding that waits until the guard is given back.
struct found {
    uint32_t flags, count;
    uint64_t what;
    struct pawl_check_step steps[PAWL_GRAPH_CIRCLE];
};

static uint64_t calls_of(const struct pawl_check_record *r, uint32_t stack)
{
    const struct pawl_record_stack *s = &r->head.stacks[stack];
    return pawl_check_mix_(s->frames[0], s->frames[1]);
}

// The same calls in a circle are the same mistake, however many locks it is made with.
static void note(struct found *f, const struct pawl_graph *g, const uint32_t *circle,
                 uint32_t count, uint32_t flags)
{
    if (count == 0 || (f->count != 0 && (f->flags & PAWL_FINDING_HIDDEN) == 0))
        return;
    f->flags = flags;
    f->count = count;
    f->what = 0;
    for (uint32_t i = 0; i < count; i++) {
        f->steps[i] = step_of(g, &g->edges[circle[i]]);
        f->what += pawl_check_mix_(calls_of(g->record, f->steps[i].held_stack),
                                   calls_of(g->record, f->steps[i].stack));
    }
}

// ---- edges --------------------------------------------------------------------------------------

// What was held as well, every time; for reading, if that was so once.
static void intersect(uint32_t *gates, const uint32_t *more)
{
    for (int i = 0; i < PAWL_CHECK_GATES; i++) {
        uint32_t kept = 0;
        for (int j = 0; j < PAWL_CHECK_GATES; j++)
            if (((gates[i] ^ more[j]) & ~PAWL_GRAPH_READ) == 0)
                kept = gates[i] | more[j];
        gates[i] = kept;
    }
}

// Returns the edge's number if it is new, or less is against a circle than before.
static uint32_t enter(struct pawl_graph *g, const struct pawl_check_edge *e)
{
    bool is_new;
    uint32_t edge = pawl_graph_edge_(g, e, &is_new);
    if (edge == 0 || is_new)
        return edge;
    struct pawl_check_edge *old = &g->edges[edge], before = *old;
    intersect(old->gates, e->gates);
    if (old->thread != e->thread)
        old->thread = ~0u;
    if (old->from_serial == e->from_serial && old->to_serial == e->to_serial) {
        intersect(old->pair_gates, e->pair_gates);
        if (old->pair_thread != e->pair_thread)
            old->pair_thread = ~0u;
    }
    bool same =
        old->thread == before.thread && memcmp(old->gates, before.gates, sizeof before.gates) == 0;
    return same ? 0 : edge;
}

// Of an edge between classes: the locks that it was seen with first.
static struct pawl_check_edge pair_of(const struct pawl_check_record *r,
                                      const struct pawl_check_edge *e)
{
    struct pawl_check_edge pair = *e;
    uint32_t count = pawl_word_load_rlx(&r->lock_count);
    pair.from = pair.to = 0;
    pair.thread = e->pair_thread;
    memcpy(pair.gates, e->pair_gates, sizeof pair.gates);
    for (uint32_t i = 1; i <= count; i++) {
        if (r->locks[i].serial == e->from_serial)
            pair.from = i;
        if (r->locks[i].serial == e->to_serial)
            pair.to = i;
    }
    return pair;
}

static void look_at_pair(struct pawl_check_record *r, const struct pawl_check_edge *pair,
                         struct found *f)
{
    struct pawl_graph pairs = pawl_graph_of_pairs_(r);
    uint32_t circle[PAWL_GRAPH_CIRCLE], flags;
    uint32_t edge = pair->from != 0 && pair->to != 0 ? enter(&pairs, pair) : 0;
    if (edge != 0) {
        uint32_t count = pawl_graph_circle_(&pairs, edge, circle, &flags);
        note(f, &pairs, circle, count, flags);
    }
}

// The class becomes part of a circle: the orders that it was seen in are looked at once more.
static void make_circular(struct pawl_check_record *r, uint32_t class_)
{
    pawl_word_store_rlx(&r->classes[class_].circular, 1);
}

static bool is_circular(const struct pawl_check_record *r, uint32_t class_)
{
    return pawl_word_load_rlx(&r->classes[class_].circular) != 0;
}

// A new edge between classes closes circles: all classes that lie on one are circular. Returns
// whether there are any.
static bool find_circular(struct pawl_graph *g, const struct pawl_check_edge *e)
{
    struct pawl_check_record *r = g->record;
    if (!pawl_graph_reaches_(g, e->to, e->from))
        return false;
    for (uint32_t i = 1; i < PAWL_CHECK_CLASSES; i++)
        if (r->classes[i].hash != 0 && !is_circular(r, i) && pawl_graph_reaches_(g, e->to, i) &&
            pawl_graph_reaches_(g, i, e->from))
            make_circular(r, i);
    return true;
}

static void look_at_old_pairs(struct pawl_graph *classes, struct found *f)
{
    struct pawl_check_record *r = classes->record;
    for (uint32_t i = 1; i <= *classes->count; i++) {
        const struct pawl_check_edge *e = &classes->edges[i];
        if (!is_circular(r, e->from) || !is_circular(r, e->to))
            continue;
        struct pawl_check_edge pair = pair_of(r, e);
        look_at_pair(r, &pair, f);
    }
}

// Two locks of one object lie at the same distance in every object of its kind. A variable is not
// one of many; what differs there is only when it was made.
static bool is_of_one_object(const struct pawl_graph *g, const uint32_t *circle, uint32_t count)
{
    enum { OBJECT = 4096 };
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct pawl_check_edge *e = &g->edges[circle[i]];
        uint64_t distance = e->to_address - e->from_address;
        if (e->from == e->to || distance + OBJECT > (uint64_t)2 * OBJECT ||
            g->record->classes[e->from].place != 0)
            return false;
        sum += distance;
    }
    return sum == 0;
}

static void look_at_edge(struct pawl_check_record *r, const struct pawl_check_edge *by_class,
                         const struct pawl_check_edge *pair, struct found *f)
{
    struct pawl_graph classes = pawl_graph_of_classes_(r);
    uint32_t edge = enter(&classes, by_class);
    if (edge != 0 && find_circular(&classes, &classes.edges[edge])) {
        uint32_t circle[PAWL_GRAPH_CIRCLE], flags;
        look_at_old_pairs(&classes, f);
        look_at_pair(r, pair, f);
        uint32_t count = pawl_graph_circle_(&classes, edge, circle, &flags);
        bool alike = !is_of_one_object(&classes, circle, count);
        if (f->count == 0) // the locks themselves know better
            note(f, &classes, circle, count, flags | (alike ? PAWL_FINDING_ALIKE : 0));
    } else if (is_circular(r, by_class->from) && is_circular(r, by_class->to)) {
        look_at_pair(r, pair, f);
    }
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

static void look_at_chain(const struct pawl_checked *c, const struct taken *to, struct found *f)
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
            look_at_edge(r, &by_class, &pair, f);
        if (levels == AGAINST && f->count == 0) {
            struct pawl_graph pairs = pawl_graph_of_pairs_(r);
            f->steps[0] = step_of(&pairs, &pair);
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
    struct found *f = pawl_check_scratch_(sizeof *f);
    if (!f)
        return;
    struct taken to = {lock, stack, flags};
    pawl_check_guard_(r);
    look_at_chain(c, &to, f);
    pawl_check_unguard_(r);
    if (f->count > 0)
        pawl_check_found_(c, PAWL_FOUND_ORDER, f->flags, f->steps, f->count, f->what);
    pawl_check_scratch_end_(f, sizeof *f);
}
