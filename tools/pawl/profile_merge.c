// profile_merge.c - entries of a record that have the same key, added up.
// SPDX-License-Identifier: MIT
//
// Two threads that enter the same lock, site or stack at once make two entries of it. Stacks come
// first, since they are part of the other keys.
#include "profile_record.h"

#include "xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static void keep(void *entry)
{
    (void)entry; // it is part of the record
}

// Returns the entry that was there first with the key of this one.
static void *first_like(void *entry, void **tree, int (*order)(const void *, const void *))
{
    void **found = tsearch(entry, tree, order);
    return found ? *found : entry;
}

// ---- adding up ----------------------------------------------------------------------------------

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void add_use(struct pawl_record_use *to, const struct pawl_record_use *from)
{
    to->acquired += from->acquired;
    to->contended += from->contended;
    to->timed_out += from->timed_out;
    to->wait_ns += from->wait_ns;
    to->wait_max_ns = larger(to->wait_max_ns, from->wait_max_ns);
    to->wake_ns += from->wake_ns;
    for (size_t i = 0; i < PAWL_RECORD_BUCKETS; i++)
        to->waits.buckets[i] += from->waits.buckets[i];
}

static void add_lock(struct pawl_record_lock *to, const struct pawl_record_lock *from)
{
    to->objects += from->objects;
    to->owner_changes += from->owner_changes;
    to->starving += from->starving;
    to->hold_ns += from->hold_ns;
    to->hold_max_ns = larger(to->hold_max_ns, from->hold_max_ns);
    to->hold_shared_ns += from->hold_shared_ns;
    add_use(&to->exclusive, &from->exclusive);
    add_use(&to->shared, &from->shared);
    for (size_t i = 0; i < PAWL_RECORD_SLOTS; i++)
        to->timeline[i] += from->timeline[i];
}

static void add_charge(struct pawl_record_charge *to, const struct pawl_record_charge *from)
{
    to->count += from->count;
    to->wait_ns += from->wait_ns;
    to->wait_max_ns = larger(to->wait_max_ns, from->wait_max_ns);
}

// ---- stacks -------------------------------------------------------------------------------------

static int order_of_stacks(const void *a, const void *b)
{
    const struct pawl_record_stack *x = a;
    const struct pawl_record_stack *y = b;
    if (x->depth != y->depth)
        return compare(x->depth, y->depth);
    return memcmp(x->frames, y->frames, x->depth * sizeof x->frames[0]);
}

// into[i] becomes the number of the stack that stands for stack i.
static void merge_stacks(struct pawl_record *r, uint32_t *into)
{
    void *tree = NULL;
    for (uint32_t i = 0; i < PAWL_RECORD_STACKS; i++) {
        into[i] = 0;
        if (!r->head.stacks[i].ready)
            continue;
        const struct pawl_record_stack *first =
            first_like(&r->head.stacks[i], &tree, order_of_stacks);
        into[i] = (uint32_t)(first - r->head.stacks);
    }
    tdestroy(tree, keep);
}

// ---- locks --------------------------------------------------------------------------------------

static int order_of_locks(const void *a, const void *b)
{
    const struct pawl_record_lock *x = a;
    const struct pawl_record_lock *y = b;
    int order = compare(x->kind, y->kind);
    if (order == 0)
        order = compare(x->place, y->place);
    return order || x->place ? order : compare(x->born, y->born);
}

static void merge_locks(struct pawl_record *r, const uint32_t *stacks, uint32_t *into)
{
    void *tree = NULL;
    for (uint32_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        struct pawl_record_lock *l = &r->locks[i];
        into[i] = i;
        l->born = stacks[l->born];
        if (!l->ready || i == 0)
            continue;
        struct pawl_record_lock *first = first_like(l, &tree, order_of_locks);
        into[i] = (uint32_t)(first - r->locks);
        if (first != l) {
            add_lock(first, l);
            *l = (struct pawl_record_lock){0};
        }
    }
    tdestroy(tree, keep);
}

// ---- sites and charges --------------------------------------------------------------------------

static int order_of_sites(const void *a, const void *b)
{
    const struct pawl_record_site *x = a;
    const struct pawl_record_site *y = b;
    int order = compare(x->lock, y->lock);
    if (order == 0)
        order = compare(x->caller, y->caller);
    return order ? order : compare(x->shared, y->shared);
}

static void merge_sites(struct pawl_record *r, const uint32_t *locks)
{
    void *tree = NULL;
    for (size_t i = 0; i < PAWL_RECORD_SITES; i++) {
        struct pawl_record_site *s = &r->sites[i];
        if (!s->ready)
            continue;
        s->lock = locks[s->lock];
        struct pawl_record_site *first = first_like(s, &tree, order_of_sites);
        if (first != s) {
            add_use(&first->use, &s->use);
            *s = (struct pawl_record_site){0};
        }
    }
    tdestroy(tree, keep);
}

static int order_of_charges(const void *a, const void *b)
{
    const struct pawl_record_charge *x = a;
    const struct pawl_record_charge *y = b;
    int order = compare(x->lock, y->lock);
    if (order == 0)
        order = compare(x->stack, y->stack);
    return order ? order : compare(x->role, y->role);
}

static void merge_charges(struct pawl_record *r, const uint32_t *stacks, const uint32_t *locks)
{
    void *tree = NULL;
    for (size_t i = 0; i < PAWL_RECORD_CHARGES; i++) {
        struct pawl_record_charge *c = &r->charges[i];
        if (!c->ready)
            continue;
        c->lock = locks[c->lock];
        c->stack = stacks[c->stack];
        struct pawl_record_charge *first = first_like(c, &tree, order_of_charges);
        if (first != c) {
            add_charge(first, c);
            *c = (struct pawl_record_charge){0};
        }
    }
    tdestroy(tree, keep);
}

void record_merge(struct pawl_record *r)
{
    uint32_t *stacks = xcalloc(PAWL_RECORD_STACKS, sizeof *stacks);
    uint32_t *locks = xcalloc(PAWL_RECORD_LOCKS, sizeof *locks);
    merge_stacks(r, stacks);
    merge_locks(r, stacks, locks);
    merge_sites(r, locks);
    merge_charges(r, stacks, locks);
    for (size_t i = 0; i < PAWL_RECORD_OBJECTS; i++)
        r->objects[i].lock = locks[r->objects[i].lock];
    free(stacks);
    free(locks);
}
