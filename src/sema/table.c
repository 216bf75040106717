// table.c - the semaphore table: buckets of treaps of queues.
// SPDX-License-Identifier: MIT
#include "sema/table.h"

#include "sema/treap.h"

// A finaliser after MurmurHash3's: every bit of the address reaches every bit of the result.
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    x = (x ^ (x >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ (x >> 33);
}

struct pawl_bucket *pawl_bucket_(const void *addr, uint64_t *hash)
{
    struct pawl_process *p = pawl_process_();
    *hash = mix((uintptr_t)addr ^ p->seed);
    // The upper half scaled down picks the bucket; the lower half is the treap's priority.
    return &p->table->buckets[((*hash >> 32) * PAWL_SEMTAB_SIZE) >> 32];
}

struct pawl_waiter *pawl_queue_front_(const struct pawl_bucket *b, const void *addr)
{
    return pawl_treap_find_(b->root, addr);
}

// Puts w into the ring before at.
static void ring_insert(struct pawl_waiter *w, struct pawl_waiter *at)
{
    w->next = at;
    w->prev = at->prev;
    at->prev->next = w;
    at->prev = w;
}

void pawl_queue_insert_(struct pawl_bucket *b, struct pawl_waiter *w, bool lifo)
{
    struct pawl_waiter *front = pawl_queue_front_(b, w->addr);
    w->queued = true;
    if (front == NULL) {
        w->next = w->prev = w;
        pawl_treap_insert_(&b->root, w);
        return;
    }
    // Before the front is, in a ring, also behind the back.
    ring_insert(w, front);
    w->parent = w->left = w->right = NULL;
    if (lifo)
        pawl_treap_replace_(&b->root, front, w);
}

void pawl_queue_remove_(struct pawl_bucket *b, struct pawl_waiter *w)
{
    bool front = pawl_queue_front_(b, w->addr) == w;
    w->queued = false;
    w->prev->next = w->next;
    w->next->prev = w->prev;
    if (front && w->next != w)
        pawl_treap_replace_(&b->root, w, w->next);
    else if (front)
        pawl_treap_remove_(&b->root, w);
}
