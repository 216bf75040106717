// graph.c - traps: search backwards from the ends; what is not met cannot end.
// SPDX-License-Identifier: MIT
#include "sim/graph.h"

#include <stdio.h>
#include <stdlib.h>

static void *grown(void *memory, uint64_t *room, size_t size)
{
    *room = *room ? *room * 2 : 1024;
    memory = realloc(memory, *room * size);
    if (memory == NULL) {
        fputs("pawl-model: no memory for the graph of states\n", stderr);
        exit(1);
    }
    return memory;
}

void sim_graph_add_state(struct sim_graph *g, uint32_t from, struct sim_choice choice)
{
    if (g->nnodes == g->node_room)
        g->nodes = grown(g->nodes, &g->node_room, sizeof *g->nodes);
    g->nodes[g->nnodes++] = (struct sim_node){.from = from, .choice = choice};
}

void sim_graph_add_edge(struct sim_graph *g, uint32_t from, uint32_t to)
{
    if (g->nedges == g->edge_room)
        g->edges = grown(g->edges, &g->edge_room, sizeof *g->edges);
    g->edges[g->nedges++] = (struct sim_edge){from, to};
}

// The edges into each state lie together: into[first[s]] to into[first[s + 1] - 1].
struct inverse {
    uint64_t *first;
    uint32_t *into;
};

static struct inverse invert(const struct sim_graph *g)
{
    struct inverse inv = {calloc(g->nnodes + 2, sizeof *inv.first),
                          calloc(g->nedges + 1, sizeof *inv.into)};
    if (inv.first == NULL || inv.into == NULL)
        abort();
    for (uint64_t i = 0; i < g->nedges; i++)
        inv.first[g->edges[i].to + 2]++;
    for (uint64_t s = 2; s < g->nnodes + 2; s++)
        inv.first[s] += inv.first[s - 1];
    for (uint64_t i = 0; i < g->nedges; i++)
        inv.into[inv.first[g->edges[i].to + 1]++] = g->edges[i].from;
    return inv;
}

uint32_t sim_graph_trap(const struct sim_graph *g)
{
    struct inverse inv = invert(g);
    bool *ends = calloc(g->nnodes + 1, sizeof *ends);
    uint32_t *queue = calloc(g->nnodes + 1, sizeof *queue);
    if (ends == NULL || queue == NULL)
        abort();
    uint64_t tail = 0;
    for (uint32_t s = 0; s < g->nnodes; s++)
        if (g->nodes[s].final)
            ends[queue[tail++] = s] = true;
    for (uint64_t head = 0; head < tail; head++)
        for (uint64_t i = inv.first[queue[head]]; i < inv.first[queue[head] + 1]; i++)
            if (!ends[inv.into[i]])
                ends[queue[tail++] = inv.into[i]] = true;
    uint32_t trap = SIM_NO_STATE;
    for (uint32_t s = 0; s < g->nnodes && trap == SIM_NO_STATE; s++)
        if (!ends[s])
            trap = s;
    free(inv.first);
    free(inv.into);
    free(ends);
    free(queue);
    return trap;
}

void sim_graph_path(const struct sim_graph *g, uint32_t state, struct sim_path *path)
{
    path->length = 0;
    for (uint32_t at = state; at != 0; at = g->nodes[at].from)
        path->length++;
    int i = path->length;
    for (uint32_t at = state; at != 0; at = g->nodes[at].from)
        path->steps[--i] = g->nodes[at].choice;
}

void sim_graph_free(struct sim_graph *g)
{
    free(g->nodes);
    free(g->edges);
    *g = (struct sim_graph){0};
}
