// heap.c - an intrusive pairing heap.
// SPDX-License-Identifier: MIT
#include "base/heap.h"

#include <stddef.h>

// Makes the later of two roots the first child of the other.
static struct pawl_heap_node *meld(struct pawl_heap_node *a, struct pawl_heap_node *b,
                                   pawl_heap_before *before)
{
    if (a == NULL || b == NULL)
        return a ? a : b;
    if (before(b, a)) {
        struct pawl_heap_node *first = b;
        b = a;
        a = first;
    }
    b->sibling = a->child;
    if (b->sibling)
        b->sibling->before = b;
    b->before = a;
    a->child = b;
    return a;
}

static struct pawl_heap_node *alone(struct pawl_heap_node *node)
{
    node->sibling = node->before = NULL;
    return node;
}

// Melds siblings in pairs from the left, and the pairs from the right: that is what makes it fast.
static struct pawl_heap_node *meld_siblings(struct pawl_heap_node *first, pawl_heap_before *before)
{
    struct pawl_heap_node *pairs = NULL; // the last one first, by sibling
    while (first) {
        struct pawl_heap_node *a = first, *b = a->sibling;
        first = b ? b->sibling : NULL;
        alone(a);
        struct pawl_heap_node *pair = b ? meld(a, alone(b), before) : a;
        pair->sibling = pairs;
        pairs = pair;
    }
    struct pawl_heap_node *root = NULL;
    while (pairs) {
        struct pawl_heap_node *pair = pairs;
        pairs = pair->sibling;
        root = meld(root, alone(pair), before);
    }
    return root;
}

void pawl_heap_insert_(struct pawl_heap *h, struct pawl_heap_node *node, pawl_heap_before *before)
{
    node->child = NULL;
    h->root = meld(h->root, alone(node), before);
}

void pawl_heap_remove_(struct pawl_heap *h, struct pawl_heap_node *node, pawl_heap_before *before)
{
    struct pawl_heap_node *below = meld_siblings(node->child, before);
    if (node == h->root) {
        h->root = below;
        return;
    }
    if (node->before->child == node)
        node->before->child = node->sibling;
    else
        node->before->sibling = node->sibling;
    if (node->sibling)
        node->sibling->before = node->before;
    h->root = meld(h->root, below, before);
}
