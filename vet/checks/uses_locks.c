// uses_locks.c - lists of the locks that are held at some point.
// SPDX-License-Identifier: MIT
#include "vet/checks/uses.h"

#include "vet/flow/path.h"

void vet_locks_may(struct vet_use_locks *l, const struct vet_lock_class *class)
{
    for (size_t i = 0; i < l->may_count; i++)
        if (l->may[i] == class)
            return;
    if (l->may_count < VET_USE_MAY)
        l->may[l->may_count++] = class;
    else
        l->unsure = true;
}

void vet_locks_hold(struct vet_use_locks *l, struct vet_use_lock lock)
{
    for (size_t i = 0; i < l->held_count; i++)
        if (l->held[i].lock == lock.lock)
            return;
    if (l->held_count < VET_USE_LOCKS)
        l->held[l->held_count++] = lock;
    else
        vet_locks_may(l, lock.class);
}

struct vet_use_locks vet_locks_on(const struct vet_path *path)
{
    struct vet_use_locks out = {.unsure = path->lock_count == VET_PATH_LOCKS};
    for (size_t i = 0; i < path->lock_count; i++) {
        const struct vet_lock_now *l = &path->locks[i];
        if (!l->held && !l->maybe) {
            if (l->place && out.free_count < VET_USE_LOCKS)
                out.free[out.free_count++] = l->place;
        } else if (l->held && !l->maybe && l->place && l->class) {
            vet_locks_hold(&out, (struct vet_use_lock){l->place, l->class, l->shared, l->since});
        } else if (l->class) {
            vet_locks_may(&out, l->class);
        } else {
            out.unsure = true;
        }
    }
    return out;
}

static struct vet_use_lock *find(struct vet_use_locks *l, const struct vet_place *lock)
{
    for (size_t i = 0; i < l->held_count; i++)
        if (l->held[i].lock == lock)
            return &l->held[i];
    return NULL;
}

static bool has(const struct vet_use_locks *l, const struct vet_use_lock *wanted)
{
    for (size_t i = 0; i < l->held_count; i++)
        if (l->held[i].lock == wanted->lock && (!l->held[i].shared || wanted->shared))
            return true;
    return false;
}

static void add_free(struct vet_use_locks *l, const struct vet_place *lock)
{
    for (size_t i = 0; i < l->free_count; i++)
        if (l->free[i] == lock)
            return;
    if (l->free_count < VET_USE_LOCKS)
        l->free[l->free_count++] = lock;
    else
        l->unsure = true;
}

// What one of the two does not hold may be held.
static void keep_common(struct vet_use_locks *a, const struct vet_use_locks *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->held_count; i++) {
        struct vet_use_lock l = a->held[i];
        if (has(b, &l))
            a->held[kept++] = l;
        else
            vet_locks_may(a, l.class);
    }
    a->held_count = kept;
    for (size_t i = 0; i < b->held_count; i++)
        if (!find(a, b->held[i].lock))
            vet_locks_may(a, b->held[i].class);
}

bool vet_locks_merge(struct vet_use_locks *a, const struct vet_use_locks *b)
{
    struct vet_use_locks before = *a;
    keep_common(a, b);
    for (size_t i = 0; i < b->may_count; i++)
        vet_locks_may(a, b->may[i]);
    for (size_t i = 0; i < b->free_count; i++)
        add_free(a, b->free[i]);
    a->unsure = a->unsure || b->unsure;
    return before.held_count != a->held_count || before.may_count != a->may_count ||
           before.unsure != a->unsure;
}

static bool is_free(const struct vet_use_locks *l, const struct vet_place *lock)
{
    for (size_t i = 0; i < l->free_count; i++)
        if (l->free[i] == lock)
            return true;
    return false;
}

struct vet_use_locks vet_locks_at(const struct vet_uses *u, const struct vet_use *use)
{
    struct vet_use_locks all = use->locks;
    const struct vet_context *c = vet_context_of(u, use->function);
    if (!c || !c->is_set) {
        all.unsure = true;
        return all;
    }
    for (size_t i = 0; i < c->locks.held_count; i++) {
        if (is_free(&use->locks, c->locks.held[i].lock))
            continue;
        vet_locks_hold(&all, c->locks.held[i]);
    }
    for (size_t i = 0; i < c->locks.may_count; i++)
        vet_locks_may(&all, c->locks.may[i]);
    all.unsure = all.unsure || c->locks.unsure;
    return all;
}
