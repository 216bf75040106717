// treap.h - the addresses of one bucket: a search tree by address, a heap by priority.
// SPDX-License-Identifier: MIT
//
// Keeps colliding addresses at O(log n) (golang/go#17953 took four minutes without). The priority
// is a hash of the address, so the tree's shape does not depend on the order of arrivals. The
// caller holds the bucket lock.
#ifndef PAWL_SRC_SEMA_TREAP_H
#define PAWL_SRC_SEMA_TREAP_H

#include "sema/waiter.h"

// pawl_treap_find_ returns the node for addr, or NULL.
struct pawl_waiter *pawl_treap_find_(struct pawl_waiter *root, const void *addr);

// pawl_treap_insert_ adds w, whose address is not in the tree and whose priority is set.
void pawl_treap_insert_(struct pawl_waiter **root, struct pawl_waiter *w);

// pawl_treap_replace_ puts w where old, a node of the same address, is.
void pawl_treap_replace_(struct pawl_waiter **root, struct pawl_waiter *old, struct pawl_waiter *w);

// pawl_treap_remove_ takes w out.
void pawl_treap_remove_(struct pawl_waiter **root, struct pawl_waiter *w);

#endif
