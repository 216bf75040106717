// reentrant_pawl.c - a pawl_reentrant, locked again by its holder below another lock.
// SPDX-License-Identifier: MIT
//
// Right: its holder does not wait.
//
// expect: nothing
#include "crew.h"

#include <pawl.h>

static pawl_reentrant tree;
static pawl_mutex statistics;
static int nodes, visits;

static void visit(int depth)
{
    pawl_reentrant_lock(&tree);
    nodes++;
    if (depth > 0) {
        pawl_mutex_lock(&statistics);
        visits++;
        visit(0);
        pawl_mutex_unlock(&statistics);
        visit(depth - 1);
    }
    pawl_reentrant_unlock(&tree);
}

static void walk(void)
{
    visit(3);
}

int main(void)
{
    AT_ONCE(walk, walk);
    return nodes != 14 || visits != 6;
}
