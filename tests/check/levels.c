// levels.c - a tree of nodes of one class, parents before children, as the program says.
// SPDX-License-Identifier: MIT
//
// Right: deeper nodes have higher levels. That a child becomes a parent's neighbour in memory, and
// lies before or behind it, means nothing.
//
// expect: nothing
#include "annotate.h"
#include "crew.h"

static struct node {
    pthread_mutex_t lock;
    struct node *parent;
    unsigned depth;
    int size;
} nodes[7];

static void visit(struct node *node)
{
    if (node->parent)
        pthread_mutex_lock(&node->parent->lock);
    pthread_mutex_lock(&node->lock);
    node->size++;
    pthread_mutex_unlock(&node->lock);
    if (node->parent)
        pthread_mutex_unlock(&node->parent->lock);
}

static void visit_all(void)
{
    for (int i = 0; i < 7; i++)
        visit(&nodes[i]);
}

int main(void)
{
    static const int parents[7] = {3, 3, 1, -1, 5, 3, 5};
    static const unsigned depths[7] = {2, 2, 3, 1, 3, 2, 3};
    for (int i = 0; i < 7; i++) {
        pthread_mutex_init(&nodes[i].lock, NULL);
        nodes[i].parent = parents[i] < 0 ? NULL : &nodes[parents[i]];
        TELL(pawl_lock_class, &nodes[i].lock, "node");
        TELL(pawl_lock_level, &nodes[i].lock, depths[i]);
    }
    AT_ONCE(visit_all, visit_all);
    return nodes[3].size != 2;
}
