// heap.h - an intrusive pairing heap: the first of many, in no other order.
// SPDX-License-Identifier: MIT
//
// Insertion takes constant time, removal logarithmic time on the whole.
#ifndef PAWL_SRC_BASE_HEAP_H
#define PAWL_SRC_BASE_HEAP_H

#include <stdbool.h>

struct pawl_heap_node {
    struct pawl_heap_node *child;   // the first
    struct pawl_heap_node *sibling; // the next child of the same parent
    struct pawl_heap_node *before;  // the sibling before, or the parent of a first child
};

// All zero: empty.
struct pawl_heap {
    struct pawl_heap_node *root; // the first, NULL: empty
};

typedef bool pawl_heap_before(const struct pawl_heap_node *a, const struct pawl_heap_node *b);

void pawl_heap_insert_(struct pawl_heap *h, struct pawl_heap_node *node, pawl_heap_before *before);

// pawl_heap_remove_ removes any node that is in the heap.
void pawl_heap_remove_(struct pawl_heap *h, struct pawl_heap_node *node, pawl_heap_before *before);

#endif
