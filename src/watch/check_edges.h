// check_edges.h - edges between locks, which may close circles.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_CHECK_EDGES_H
#define PAWL_SRC_WATCH_CHECK_EDGES_H

#include "watch/check_graph.h"
#include "watch/checked.h"

// A finding that waits until the guard is given back.
struct pawl_found {
    uint32_t flags, count;
    uint64_t what;
    struct pawl_check_step steps[PAWL_GRAPH_CIRCLE];
};

// pawl_check_edge_ enters an edge, between classes and, if they are part of a circle, between the
// very locks. What it finds goes to f, if f has nothing worse yet. Under the guard.
void pawl_check_edge_(struct pawl_check_record *r, const struct pawl_check_edge *by_class,
                      const struct pawl_check_edge *pair, struct pawl_found *f);

// pawl_check_edge_step_ returns what an edge is in a finding: who held what, and took what.
struct pawl_check_step pawl_check_edge_step_(const struct pawl_graph *g,
                                             const struct pawl_check_edge *e);

#endif
