// graph.h - the states of a search and how they follow each other, to find traps among them.
// SPDX-License-Identifier: MIT
//
// A trap is a state from which no execution can end: not a deadlock, as threads go on, but for ever
// in circles (a waiter that polls for a token nobody will send). Depth-first search alone does not
// see it.
#ifndef PAWL_SIM_GRAPH_H
#define PAWL_SIM_GRAPH_H

#include "sim/machine.h"

#define SIM_NO_STATE UINT32_MAX

// Zero is empty. States are numbered from 0 in the order in which they were found.
struct sim_graph {
    struct sim_node {
        uint32_t from;            // the state it was found from
        struct sim_choice choice; // and how
        bool final;               // all threads are done
    } * nodes;
    struct sim_edge {
        uint32_t from, to;
    } * edges; // only those that are bound to be possible, accidents left out
    uint64_t nnodes, nedges, node_room, edge_room;
};

void sim_graph_add_state(struct sim_graph *g, uint32_t from, struct sim_choice choice);
void sim_graph_add_edge(struct sim_graph *g, uint32_t from, uint32_t to);

// sim_graph_trap returns a trap, or SIM_NO_STATE.
uint32_t sim_graph_trap(const struct sim_graph *g);

void sim_graph_free(struct sim_graph *g);

#endif
