// check_search.c - circles in the lock order graphs.
// SPDX-License-Identifier: MIT
//
// A circle can be a deadlock only if all of these hold; each is a false alarm that a tool raised:
//
//   - at every lock of it somebody who holds it keeps somebody from taking it: not readers readers;
//   - as many threads can be in it as it has edges: not one thread, which cannot be in two places;
//   - no two of them hold one and the same other lock: that gate lets in only one at a time.
#include "watch/check_graph.h"
#include "watch/checked.h"

#include <string.h>

enum { BUDGET = 4096, DEEPEST = 12 }; // of the search for a circle that can happen

// Must who takes `in`'s end wait for who holds `out`'s beginning, which is the same lock? A reader
// that queues behind writers does where there are writers.
static bool blocks(const struct pawl_graph *g, const struct pawl_check_edge *in,
                   const struct pawl_check_edge *out)
{
    if ((in->to_flags & out->from_flags & PAWL_CHECK_SHARED) == 0)
        return true;
    return g->pairs && (in->to_flags & PAWL_CHECK_QUEUES) != 0 &&
           g->record->locks[in->to].written_by != 0;
}

// ---- can it happen? -----------------------------------------------------------------------------

static bool share_gate(const struct pawl_check_edge *a, const struct pawl_check_edge *b)
{
    for (int i = 0; i < PAWL_CHECK_GATES; i++)
        for (int j = 0; j < PAWL_CHECK_GATES; j++)
            if (a->gates[i] != 0 && ((a->gates[i] ^ b->gates[j]) & ~PAWL_GRAPH_READ) == 0 &&
                (a->gates[i] & b->gates[j] & PAWL_GRAPH_READ) == 0)
                return true;
    return false;
}

static uint32_t flags_of(const struct pawl_graph *g, const uint32_t *circle, uint32_t count)
{
    uint32_t flags = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct pawl_check_edge *a = &g->edges[circle[i]], *b = &g->edges[circle[j]];
            if (a->thread == b->thread && a->thread != ~0u)
                flags |= PAWL_FINDING_ONE_THREAD;
            if (share_gate(a, b))
                flags |= PAWL_FINDING_GATED;
        }
    return flags;
}

// ---- the shortest -------------------------------------------------------------------------------

static bool mark(struct pawl_check_record *r, uint32_t edge, uint32_t parent, uint32_t *end)
{
    if (r->search_mark[edge] == r->search)
        return false;
    r->search_mark[edge] = r->search;
    r->search_parent[edge] = parent;
    r->search_queue[(*end)++] = edge;
    return true;
}

static uint32_t write_out(const struct pawl_check_record *r, uint32_t last, uint32_t *circle)
{
    uint32_t count = 0;
    for (uint32_t e = last; e != 0; e = r->search_parent[e])
        count++;
    if (count > PAWL_GRAPH_CIRCLE)
        return 0;
    uint32_t i = count;
    for (uint32_t e = last; e != 0; e = r->search_parent[e])
        circle[--i] = e;
    return count;
}

static bool closes(const struct pawl_graph *g, uint32_t last, uint32_t first)
{
    const struct pawl_check_edge *a = &g->edges[last], *b = &g->edges[first];
    return a->to == b->from && blocks(g, a, b);
}

static uint32_t shortest(const struct pawl_graph *g, uint32_t edge, uint32_t *circle)
{
    struct pawl_check_record *r = g->record;
    uint32_t begin = 0, end = 0;
    r->search++;
    mark(r, edge, 0, &end);
    while (begin < end) {
        uint32_t at = r->search_queue[begin++];
        if (closes(g, at, edge))
            return write_out(r, at, circle);
        uint32_t e = pawl_graph_first_(g, g->edges[at].to);
        for (; e != 0; e = pawl_graph_next_(g, e))
            if (blocks(g, &g->edges[at], &g->edges[e]))
                mark(r, e, at, &end);
    }
    return 0;
}

// ---- another one --------------------------------------------------------------------------------

struct tour {
    const struct pawl_graph *graph;
    uint32_t path[DEEPEST], count, budget;
};

static bool visits(const struct tour *t, uint32_t node)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (t->graph->edges[t->path[i]].to == node)
            return true;
    return false;
}

// Goes on from the end of the path, which has t->count edges, until it closes one that can happen.
static bool go_on(struct tour *t)
{
    const struct pawl_graph *g = t->graph;
    uint32_t last = t->path[t->count - 1];
    if (closes(g, last, t->path[0]))
        return flags_of(g, t->path, t->count) == 0;
    if (t->count == DEEPEST || flags_of(g, t->path, t->count) != 0)
        return false;
    uint32_t e = pawl_graph_first_(g, g->edges[last].to);
    for (; e != 0 && t->budget > 0; e = pawl_graph_next_(g, e)) {
        if (visits(t, g->edges[e].to) || !blocks(g, &g->edges[last], &g->edges[e]))
            continue;
        t->budget--;
        t->path[t->count++] = e;
        if (go_on(t))
            return true;
        t->count--;
    }
    return false;
}

uint32_t pawl_graph_circle_(const struct pawl_graph *g, uint32_t edge, uint32_t *circle,
                            uint32_t *flags)
{
    uint32_t count = shortest(g, edge, circle);
    *flags = flags_of(g, circle, count);
    if (*flags == 0)
        return count;
    struct tour t = {.graph = g, .path = {edge}, .count = 1, .budget = BUDGET};
    if (!go_on(&t))
        return count;
    memcpy(circle, t.path, t.count * sizeof *circle);
    *flags = 0;
    return t.count;
}

// ---- what lies between --------------------------------------------------------------------------

enum { REACHED = 1, REACHES = 2 }; // together: PAWL_GRAPH_BETWEEN

// By the edges that leave a node, step by step.
static void go_forth(const struct pawl_graph *g, uint32_t from, uint8_t *ways)
{
    struct pawl_check_record *r = g->record;
    uint32_t begin = 0, end = 0, node = from;
    r->search++;
    ways[from] |= REACHED;
    for (;; node = g->edges[r->search_queue[begin++]].to) {
        ways[node] |= REACHED;
        for (uint32_t e = pawl_graph_first_(g, node); e != 0; e = pawl_graph_next_(g, e))
            if ((ways[g->edges[e].to] & REACHED) == 0)
                mark(r, e, 0, &end);
        if (begin == end)
            return;
    }
}

// Nothing tells which edges lead to a node: so all are looked at, until there is nothing new. Ways
// are short, and most edges were entered in the order of some way, so that takes a few rounds.
static void go_back(const struct pawl_graph *g, uint32_t to, uint8_t *ways)
{
    bool more = true;
    ways[to] |= REACHES;
    while (more) {
        more = false;
        for (uint32_t i = *g->count; i > 0; i--) {
            const struct pawl_check_edge *e = &g->edges[i];
            if ((ways[e->to] & REACHES) == 0 || ways[e->from] != REACHED)
                continue;
            ways[e->from] |= REACHES;
            more = true;
        }
    }
}

bool pawl_graph_between_(const struct pawl_graph *g, uint32_t from, uint32_t to, uint8_t *ways)
{
    go_forth(g, from, ways);
    if ((ways[to] & REACHED) == 0)
        return false;
    go_back(g, to, ways);
    return true;
}
