// order_level.c - a tree in which the parent comes first, says the program, and one function does
// not do so.
// SPDX-License-Identifier: MIT
//
// Wrong: detach takes the child and then its parent.
//
// expect: order in detach
#include "annotate.h"
#include "crew.h"

#include <pawl.h>

struct node {
    pawl_mutex lock;
    int children;
};

static struct node root, leaf;

static void attach(void)
{
    pawl_mutex_lock(&root.lock);
    pawl_mutex_lock(&leaf.lock);
    root.children++;
    pawl_mutex_unlock(&leaf.lock);
    pawl_mutex_unlock(&root.lock);
}

static void detach(void)
{
    pawl_mutex_lock(&leaf.lock);
    pawl_mutex_lock(&root.lock);
    root.children--;
    pawl_mutex_unlock(&root.lock);
    pawl_mutex_unlock(&leaf.lock);
}

int main(void)
{
    TELL(pawl_lock_class, &root.lock, "node");
    TELL(pawl_lock_class, &leaf.lock, "node");
    TELL(pawl_lock_level, &root.lock, 1);
    TELL(pawl_lock_level, &leaf.lock, 2);
    IN_TURNS(attach, detach);
    return root.children;
}
