// walk.c - paths, for the checks.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

static bool counts(const struct vet_lock_now *l)
{
    return l->held && !l->maybe && l->place;
}

size_t vet_path_held(const struct vet_path *path)
{
    size_t count = 0;
    for (size_t i = 0; i < path->lock_count; i++)
        count += counts(&path->locks[i]);
    return count;
}

struct vet_held vet_path_held_at(const struct vet_path *path, size_t i)
{
    const struct vet_lock_now *l = path->locks;
    while (!counts(l) || i-- > 0)
        l++;
    return (struct vet_held){.lock = l->place,
                             .shared = l->shared,
                             .tried = l->tried,
                             .by_caller = l->by_caller,
                             .depth = l->depth,
                             .since = l->since};
}

bool vet_path_holds(const struct vet_path *path, const struct vet_place *lock)
{
    lock = vet_known_lock(path, lock);
    for (size_t i = 0; i < path->lock_count; i++)
        if (path->locks[i].place == lock)
            return counts(&path->locks[i]);
    return false;
}

const struct vet_place *vet_path_place(const struct vet_path *path, const struct vet_place *place)
{
    return vet_known_place(path, place);
}

bool vet_path_constant(const struct vet_path *path, const struct vet_value *value, int64_t *out)
{
    return vet_range_is_one(vet_known_range(path, vet_known_value(path, value)), out);
}

bool vet_walk(struct vet_flow *f, const struct vet_function *function, vet_visit *visit, void *arg)
{
    if (!function->is_defined || !function->summary || function->is_incomplete)
        return false;
    struct vet_path start;
    (void)vet_plan_of(f, function);
    vet_path_begin(&start, f, function, true);
    return vet_explore(f, function, &start, NULL, visit, arg);
}
