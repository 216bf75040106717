// check_edges.c - a new edge between two locks: does it close a circle?
// SPDX-License-Identifier: MIT
#include "watch/check_edges.h"

#include <string.h>

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

struct pawl_check_step pawl_check_edge_step_(const struct pawl_graph *g,
                                             const struct pawl_check_edge *e)
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

static uint64_t calls_to(const struct pawl_check_record *r, uint32_t stack)
{
    const struct pawl_record_stack *s = &r->head.stacks[stack];
    return pawl_check_mix_(s->frames[0], s->frames[1]);
}

static uint64_t calls_of(const struct pawl_check_record *r, const struct pawl_check_step *s)
{
    return pawl_check_mix_(calls_to(r, s->held_stack), calls_to(r, s->stack));
}

static bool is_first_such(const struct pawl_check_record *r, const struct pawl_found *f, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (calls_of(r, &f->steps[j]) == calls_of(r, &f->steps[i]))
            return false;
    return true;
}

// The same calls in a circle are the same mistake, however many locks it is made with, and however
// often.
static void note(struct pawl_found *f, const struct pawl_graph *g, const uint32_t *circle,
                 uint32_t count, uint32_t flags)
{
    if (count == 0 || (f->count != 0 && (f->flags & PAWL_FINDING_HIDDEN) == 0))
        return;
    f->flags = flags;
    f->count = count;
    f->what = 0;
    for (uint32_t i = 0; i < count; i++) {
        f->steps[i] = pawl_check_edge_step_(g, &g->edges[circle[i]]);
        f->what += is_first_such(g->record, f, i) ? calls_of(g->record, &f->steps[i]) : 0;
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

// The lock that was at an address; 0: it is gone.
static uint32_t lock_at(struct pawl_check_record *r, uint64_t address, uint32_t serial)
{
    uint32_t lock = pawl_check_find_lock_(r, (uintptr_t)address);
    return r->locks[lock].serial == serial ? lock : 0;
}

// Of an edge between classes: the locks that it was seen with first.
static struct pawl_check_edge pair_of(struct pawl_check_record *r, const struct pawl_check_edge *e)
{
    struct pawl_check_edge pair = *e;
    pair.from = lock_at(r, e->from_address, e->from_serial);
    pair.to = lock_at(r, e->to_address, e->to_serial);
    pair.thread = e->pair_thread;
    memcpy(pair.gates, e->pair_gates, sizeof pair.gates);
    return pair;
}

static void look_at_pair(struct pawl_check_record *r, const struct pawl_check_edge *pair,
                         struct pawl_found *f)
{
    struct pawl_graph pairs = pawl_graph_of_pairs_(r);
    uint32_t circle[PAWL_GRAPH_CIRCLE], flags;
    uint32_t edge = pair->from != 0 && pair->to != 0 ? enter(&pairs, pair) : 0;
    if (edge != 0) {
        uint32_t count = pawl_graph_circle_(&pairs, edge, circle, &flags);
        note(f, &pairs, circle, count, flags);
    }
}

enum { NEW = PAWL_GRAPH_BETWEEN + 1 }; // between, and it was not circular before

static bool is_circular(const struct pawl_check_record *r, uint32_t class_)
{
    return pawl_word_load_rlx(&r->classes[class_].circular) != 0;
}

// The orders that classes were seen in are looked at once more when they become part of a circle.
static void look_at_old_pairs(struct pawl_graph *classes, const uint8_t *ways, struct pawl_found *f)
{
    struct pawl_check_record *r = classes->record;
    for (uint32_t i = 1; i <= *classes->count; i++) {
        const struct pawl_check_edge *e = &classes->edges[i];
        bool is_new = ways[e->from] == NEW || ways[e->to] == NEW;
        if (!is_new || !is_circular(r, e->from) || !is_circular(r, e->to))
            continue;
        struct pawl_check_edge pair = pair_of(r, e);
        look_at_pair(r, &pair, f);
    }
}

// A new edge between classes closes circles: all classes that lie on one are circular. Returns
// whether there are any.
static bool close_circles(struct pawl_graph *g, const struct pawl_check_edge *e,
                          struct pawl_found *f)
{
    struct pawl_check_record *r = g->record;
    uint8_t *ways = pawl_scratch_(PAWL_CHECK_CLASSES);
    bool found = ways && pawl_graph_between_(g, e->to, e->from, ways), any = false;
    for (uint32_t i = 1; found && i < PAWL_CHECK_CLASSES; i++) {
        if (ways[i] != PAWL_GRAPH_BETWEEN || is_circular(r, i))
            continue;
        pawl_word_store_rlx(&r->classes[i].circular, 1);
        ways[i] = NEW;
        any = true;
    }
    if (any)
        look_at_old_pairs(g, ways, f);
    if (ways)
        pawl_scratch_end_(ways, PAWL_CHECK_CLASSES);
    return found;
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

void pawl_check_edge_(struct pawl_check_record *r, const struct pawl_check_edge *by_class,
                      const struct pawl_check_edge *pair, struct pawl_found *f)
{
    struct pawl_graph classes = pawl_graph_of_classes_(r);
    uint32_t edge = enter(&classes, by_class);
    if (edge != 0 && close_circles(&classes, &classes.edges[edge], f)) {
        uint32_t circle[PAWL_GRAPH_CIRCLE], flags;
        look_at_pair(r, pair, f);
        uint32_t count = pawl_graph_circle_(&classes, edge, circle, &flags);
        bool alike = !is_of_one_object(&classes, circle, count);
        if (f->count == 0) // the locks themselves know better
            note(f, &classes, circle, count, flags | (alike ? PAWL_FINDING_ALIKE : 0));
    } else if (is_circular(r, by_class->from) && is_circular(r, by_class->to)) {
        look_at_pair(r, pair, f);
    }
}
