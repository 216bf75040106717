// treap.c - the addresses of one bucket.
// SPDX-License-Identifier: MIT
#include "sema/treap.h"

// The pointer that points to w: its parent's, or the root.
static struct pawl_waiter **link_to(struct pawl_waiter **root, const struct pawl_waiter *w)
{
    if (w->parent == NULL)
        return root;
    return w->parent->left == w ? &w->parent->left : &w->parent->right;
}

static void adopt(struct pawl_waiter *child, struct pawl_waiter *parent)
{
    if (child)
        child->parent = parent;
}

// Puts child (or nothing) where w is, as seen from above.
static void relink(struct pawl_waiter **root, struct pawl_waiter *w, struct pawl_waiter *child)
{
    *link_to(root, w) = child;
    adopt(child, w->parent);
}

// Lifts w above its parent p, keeping the order by address; or the mirror image of this:
//        p           w
//      w   c  ->   a   p
//     a b             b c
static void rotate_up(struct pawl_waiter **root, struct pawl_waiter *w)
{
    struct pawl_waiter *p = w->parent;
    relink(root, p, w);
    if (p->left == w) {
        p->left = w->right;
        adopt(p->left, p);
        w->right = p;
    } else {
        p->right = w->left;
        adopt(p->right, p);
        w->left = p;
    }
    p->parent = w;
}

struct pawl_waiter *pawl_treap_find_(struct pawl_waiter *root, const void *addr)
{
    struct pawl_waiter *w = root;
    while (w && w->addr != addr)
        w = (uintptr_t)addr < (uintptr_t)w->addr ? w->left : w->right;
    return w;
}

void pawl_treap_insert_(struct pawl_waiter **root, struct pawl_waiter *w)
{
    struct pawl_waiter *parent = NULL;
    struct pawl_waiter **link = root;
    while (*link) {
        parent = *link;
        link = (uintptr_t)w->addr < (uintptr_t)parent->addr ? &parent->left : &parent->right;
    }
    *link = w;
    w->parent = parent;
    w->left = w->right = NULL;
    while (w->parent && w->parent->priority > w->priority)
        rotate_up(root, w);
}

void pawl_treap_replace_(struct pawl_waiter **root, struct pawl_waiter *old, struct pawl_waiter *w)
{
    w->priority = old->priority;
    w->left = old->left;
    w->right = old->right;
    w->parent = old->parent;
    *link_to(root, old) = w;
    adopt(w->left, w);
    adopt(w->right, w);
}

void pawl_treap_remove_(struct pawl_waiter **root, struct pawl_waiter *w)
{
    while (w->left && w->right)
        rotate_up(root, w->left->priority < w->right->priority ? w->left : w->right);
    relink(root, w, w->left ? w->left : w->right);
}
