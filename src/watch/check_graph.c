// check_graph.c - the edges of the lock order graphs.
// SPDX-License-Identifier: MIT
#include "watch/check_graph.h"

#include "base/counter.h"
#include "watch/checked.h"

#include <string.h>

struct pawl_graph pawl_graph_of_classes_(struct pawl_check_record *r)
{
    struct pawl_graph g = {r, r->edges, &r->edge_count, r->edge_index, false};
    return g;
}

struct pawl_graph pawl_graph_of_pairs_(struct pawl_check_record *r)
{
    struct pawl_graph g = {r, r->pairs, &r->pair_count, r->pair_index, true};
    return g;
}

static pawl_word *first_of(const struct pawl_graph *g, uint32_t node)
{
    return g->pairs ? &g->record->locks[node].pairs : &g->record->classes[node].edges;
}

// A pair of locks of which one is gone is none any more.
static bool is_there(const struct pawl_graph *g, const struct pawl_check_edge *e)
{
    const struct pawl_check_lock *locks = g->record->locks;
    return !g->pairs ||
           (locks[e->from].serial == e->from_serial && locks[e->to].serial == e->to_serial);
}

static uint32_t skip_gone(const struct pawl_graph *g, uint32_t edge)
{
    while (edge != 0 && !is_there(g, &g->edges[edge]))
        edge = g->edges[edge].next;
    return edge;
}

uint32_t pawl_graph_first_(const struct pawl_graph *g, uint32_t node)
{
    return skip_gone(g, *first_of(g, node));
}

uint32_t pawl_graph_next_(const struct pawl_graph *g, uint32_t edge)
{
    return skip_gone(g, g->edges[edge].next);
}

// ---- finding and entering -----------------------------------------------------------------------

enum { MODE = PAWL_CHECK_SHARED | PAWL_CHECK_QUEUES };

static bool is_same(const struct pawl_graph *g, const struct pawl_check_edge *a,
                    const struct pawl_check_edge *b)
{
    return a->from == b->from && a->to == b->to && ((a->from_flags ^ b->from_flags) & MODE) == 0 &&
           ((a->to_flags ^ b->to_flags) & MODE) == 0 &&
           (!g->pairs || (a->from_serial == b->from_serial && a->to_serial == b->to_serial));
}

static uint32_t *place_of(const struct pawl_graph *g, const struct pawl_check_edge *e)
{
    uint64_t hash = pawl_check_mix_((uint64_t)e->from << 32 | e->to,
                                    (e->from_flags & MODE) << 4 | (e->to_flags & MODE));
    if (g->pairs)
        hash = pawl_check_mix_(hash, (uint64_t)e->from_serial << 32 | e->to_serial);
    // At most half of the index is full.
    for (uint64_t i = hash;; i++) {
        uint32_t *place = &g->index[i % PAWL_CHECK_INDEX];
        if (*place == 0 || is_same(g, &g->edges[*place], e))
            return place;
    }
}

static void link_in(const struct pawl_graph *g, uint32_t edge)
{
    struct pawl_check_edge *e = &g->edges[edge];
    pawl_word *first = first_of(g, e->from);
    e->next = *first;
    *place_of(g, e) = edge;
    *first = edge;
}

// The pairs that still are there move together; the others make room.
static void compact(struct pawl_graph *g)
{
    uint32_t count = *g->count, kept = 0;
    memset(g->index, 0, PAWL_CHECK_INDEX * sizeof *g->index);
    for (uint32_t i = 1; i <= count; i++)
        *first_of(g, g->edges[i].from) = 0;
    for (uint32_t i = 1; i <= count; i++) {
        if (!is_there(g, &g->edges[i]))
            continue;
        if (++kept != i)
            g->edges[kept] = g->edges[i];
        link_in(g, kept);
    }
    memset(&g->edges[kept + 1], 0, (count - kept) * sizeof *g->edges);
    *g->count = kept;
}

static bool has_room(struct pawl_graph *g)
{
    struct pawl_check_record *r = g->record;
    uint64_t *lost = g->pairs ? &r->lost.pairs : &r->lost.edges;
    if (*g->count + 1 < PAWL_CHECK_EDGES)
        return true;
    if (g->pairs && pawl_count_(lost) % 1024 == 0)
        compact(g);
    if (*g->count + 1 < PAWL_CHECK_EDGES)
        return true;
    pawl_check_lose_(lost, "orders of locks");
    return false;
}

_Static_assert((int)PAWL_CHECK_EDGES == (int)PAWL_CHECK_PAIRS, "one search for both");

uint32_t pawl_graph_edge_(struct pawl_graph *g, const struct pawl_check_edge *e, bool *is_new)
{
    uint32_t *place = place_of(g, e);
    *is_new = *place == 0;
    if (!*is_new)
        return *place;
    if (!has_room(g))
        return 0;
    uint32_t edge = *g->count + 1;
    g->edges[edge] = *e;
    link_in(g, edge);
    pawl_word_store_rel(&g->edges[edge].ready, 1);
    pawl_word_store_rel(g->count, edge);
    return edge;
}
