// eg_check.c - turns the checks on, and says what it knows of its locks:
// a tree, whose nodes are locked from the root down.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pawl/check.h>
#include <stdio.h>
#include <string.h>

struct node {
    pawl_mutex mu;
    struct node *parent;
    int sum; // guarded by mu
};

static void node_init(struct node *n, struct node *parent, unsigned depth)
{
    *n = (struct node){.parent = parent};
    pawl_lock_class(&n->mu, "tree node"); // one class,
    pawl_lock_level(&n->mu, 1 + depth);   // and the parent before its child
}

// Locks the way from the root to n.
static void lock_path(struct node *n)
{
    if (n->parent)
        lock_path(n->parent);
    pawl_mutex_lock(&n->mu);
}

static void add(struct node *n, int x)
{
    lock_path(n);
    for (; n; n = n->parent) {
        n->sum += x;
        pawl_mutex_unlock(&n->mu);
    }
}

int main(void)
{
    int err = pawl_check_enable(NULL, NULL); // tells of them on stderr
    if (err != 0) {
        fprintf(stderr, "no checks: %s\n", strerror(err));
        return 1;
    }
    struct node root, left, leaf;
    node_init(&root, NULL, 0);
    pawl_lock_name(&root.mu, "the root");
    node_init(&left, &root, 1);
    node_init(&leaf, &left, 2);
    add(&leaf, 3);
    add(&left, 4);
    printf("root: %d\n", root.sum); // always in order: nothing found
    pawl_check_disable();
    return 0;
}
