// graph.h - the states of a search and how they follow each other, to find traps among them.
// SPDX-License-Identifier: MIT
//
// A trap is a state from which no execution can end: not a deadlock, as threads go on, but for ever
// in circles (a waiter that polls for a token nobody will send). Depth-first search alone does not
// see it.
#ifndef PAWL_SIM_GRAPH_H
#define PAWL_SIM_GRAPH_H

#include "sim/explore.h"

#define SIM_NO_STATE UINT32_MAX

// Zero is empty. States are numbered from 0 in the order in which they were found.
struct sim_graph {
    struct sim_node {
        uint32_t from;            // the state it was found from
        struct sim_choice choice; // and how
        bool final : 1;           // all threads are done
        bool unserved : 1;        // somebody is not served yet
        uint8_t able : 4;         // the threads that are bound to be able to go on, one bit each
    } * nodes;
    struct sim_edge {
        uint32_t from, to;
    } * edges; // only those that are bound to be possible, accidents left out
    uint64_t nnodes, nedges, node_room, edge_room;
};

// What an edge is, for those who look for cycles.
struct sim_step {
    struct sim_choice choice;
    uint32_t events;
};

void sim_graph_add_state(struct sim_graph *g, uint32_t from, struct sim_choice choice);
void sim_graph_add_edge(struct sim_graph *g, uint32_t from, uint32_t to);

// sim_graph_trap returns a trap, or SIM_NO_STATE.
uint32_t sim_graph_trap(const struct sim_graph *g);

// sim_graph_path writes how state was found.
void sim_graph_path(const struct sim_graph *g, uint32_t state, struct sim_path *path);

// sim_graph_starvation looks for a cycle through unserved states, without forgiven events, in which
// each of the threads takes a step or is unable to somewhere (weak fairness), and none comes too
// late with each of its compare-and-swaps. The edges must be in the order of their from, steps be
// parallel to them. Writes the path to the cycle and once round.
bool sim_graph_starvation(const struct sim_graph *g, const struct sim_step *steps,
                          uint32_t forgiven, int threads, struct sim_path *path);

void sim_graph_free(struct sim_graph *g);

#endif
