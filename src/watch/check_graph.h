// check_graph.h - the graphs of lock orders: of classes, and of the very locks.
// SPDX-License-Identifier: MIT
//
// An edge leads from a lock that somebody held to the one that he took then. A circle of edges can
// become a deadlock. All functions: under the record's guard.
#ifndef PAWL_SRC_WATCH_CHECK_GRAPH_H
#define PAWL_SRC_WATCH_CHECK_GRAPH_H

#include <pawl/check_record.h>
#include <stdbool.h>

// One of the two: its nodes are classes, or locks.
struct pawl_graph {
    struct pawl_check_record *record;
    struct pawl_check_edge *edges; // from index 1 on
    pawl_word *count;
    uint32_t *index; // PAWL_CHECK_INDEX numbers of edges, by what they connect
    bool pairs;      // of locks
};

struct pawl_graph pawl_graph_of_classes_(struct pawl_check_record *r);
struct pawl_graph pawl_graph_of_pairs_(struct pawl_check_record *r);

// pawl_graph_edge_ returns the number of the edge that connects the same nodes in the same way as
// e does: which it enters, if it is not there and there is room; else 0.
uint32_t pawl_graph_edge_(struct pawl_graph *g, const struct pawl_check_edge *e, bool *is_new);

// pawl_graph_first_ and pawl_graph_next_ go through the edges that leave a node. 0: no more.
uint32_t pawl_graph_first_(const struct pawl_graph *g, uint32_t node);
uint32_t pawl_graph_next_(const struct pawl_graph *g, uint32_t edge);

#define PAWL_GRAPH_READ 0x80000000u // with a gate: held for reading

enum { PAWL_GRAPH_CIRCLE = 256 }; // edges; longer ones are not found

// pawl_graph_circle_ looks for a circle through an edge in which everybody would have to wait (a
// reader does not for a reader), which begins with that edge; the shortest, or if that cannot
// happen, one that can. Writes its edges into circle, returns how many, 0: there is none; and in
// *flags why it cannot happen after all: PAWL_FINDING_*.
uint32_t pawl_graph_circle_(const struct pawl_graph *g, uint32_t edge, uint32_t *circle,
                            uint32_t *flags);

enum { PAWL_GRAPH_BETWEEN = 3 };

// pawl_graph_between_ tells whether a way leads from one class to another, of whatever edges; and
// then writes PAWL_GRAPH_BETWEEN for each class on any such way into ways[PAWL_CHECK_CLASSES], all
// zero before.
bool pawl_graph_between_(const struct pawl_graph *g, uint32_t from, uint32_t to, uint8_t *ways);

#endif
