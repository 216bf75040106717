// forget.c - what is known no longer, as memory was written.
// SPDX-License-Identifier: MIT
#include "vet/flow/map.h"
#include "vet/flow/path.h"

// What a change reaches: what lies at place, or the result of call.
struct change {
    const struct vet_place *place;
    const struct vet_value *call;
};

static bool reaches_value(const struct change *c, const struct vet_value *v)
{
    if (!v)
        return false;
    return c->place ? vet_value_depends(v, c->place) : vet_value_contains(v, c->call);
}

static bool reaches_place(const struct change *c, const struct vet_place *p)
{
    return c->place ? vet_place_depends(p, c->place) : vet_place_contains(p, c->call);
}

static bool reaches_fact(const struct change *c, const struct vet_fact *f)
{
    return reaches_value(c, f->key) || reaches_value(c, f->same);
}

static void rename_all(struct vet_path *path, const struct vet_value *from,
                       const struct vet_value *to)
{
    struct vet_program *p = path->program;
    for (size_t i = 0; i < path->lock_count; i++) {
        struct vet_lock_now *l = &path->locks[i];
        if (l->place)
            l->place = vet_replace_in_place(p, l->place, from, to);
        if (l->pending)
            l->pending = vet_replace(p, l->pending, from, to);
    }
    for (size_t i = 0; i < path->fact_count; i++) {
        struct vet_fact *f = &path->facts[i];
        f->key = vet_replace(p, f->key, from, to);
        if (f->same)
            f->same = vet_replace(p, f->same, from, to);
        if (f->same == f->key)
            path->facts[i--] = path->facts[--path->fact_count];
    }
}

// A variable that was set to what changes keeps the old value: from now on, that is called by the
// variable's name.
static void rename_by_variables(struct vet_path *path, const struct change *c)
{
    for (size_t i = 0; i < path->fact_count; i++) {
        struct vet_fact f = path->facts[i];
        if (!f.same || f.key->kind != VET_VALUE_LOAD || !vet_is_private(f.key->place) ||
            reaches_value(c, f.key) || !reaches_value(c, f.same))
            continue;
        rename_all(path, f.same, f.key);
        i = SIZE_MAX; // the facts have moved
    }
}

static void drop_facts(struct vet_path *path, const struct change *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < path->fact_count; i++)
        if (!reaches_fact(c, &path->facts[i]))
            path->facts[kept++] = path->facts[i];
    path->fact_count = kept;
}

static void lose_locks(struct vet_path *path, const struct change *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < path->lock_count; i++) {
        struct vet_lock_now l = path->locks[i];
        if (l.pending && reaches_value(c, l.pending))
            l.pending = NULL; // nobody has looked at it: it was a success
        if (l.place && reaches_place(c, l.place)) {
            if (!l.held)
                continue;
            l.place = NULL;
        }
        path->locks[kept++] = l;
    }
    path->lock_count = kept;
}

static void forget(struct vet_path *path, const struct change *c)
{
    rename_by_variables(path, c);
    drop_facts(path, c);
    lose_locks(path, c);
}

void vet_forget_place(struct vet_path *path, const struct vet_place *place)
{
    forget(path, &(struct change){.place = place});
}

void vet_forget_call(struct vet_path *path, const struct vet_value *call)
{
    forget(path, &(struct change){.call = call});
}

void vet_forget_shared(struct vet_path *path)
{
    size_t kept = 0;
    for (size_t i = 0; i < path->fact_count; i++) {
        struct vet_fact f = path->facts[i];
        bool is_result = f.key->kind == VET_VALUE_CALL; // stays what it was
        bool is_own = (is_result || !vet_is_shared(f.key)) && !(f.same && vet_is_shared(f.same));
        bool keeps_result = f.same && f.same->kind == VET_VALUE_CALL &&
                            f.key->kind == VET_VALUE_LOAD && vet_is_private(f.key->place);
        if (is_own || keeps_result)
            path->facts[kept++] = f;
    }
    path->fact_count = kept;
}

// Was one of these written, of what a value depends on? Its outermost part is enough: who writes
// p->next is no reason to forget p->next->count.
static bool is_written(const struct vet_map *tokens, const struct vet_value *v)
{
    switch (v->kind) {
    case VET_VALUE_LOAD: {
        const struct vet_place *p = v->place;
        if (p->kind == VET_PLACE_FIELD)
            return vet_map_find(tokens, p->field) != SIZE_MAX;
        if (p->kind == VET_PLACE_VARIABLE && p->variable->kind == VET_GLOBAL)
            return vet_map_find(tokens, p->variable) != SIZE_MAX;
        return false;
    }
    case VET_VALUE_UNARY: return is_written(tokens, v->left);
    case VET_VALUE_BINARY: return is_written(tokens, v->left) || is_written(tokens, v->right);
    default: return false;
    }
}

void vet_forget_writes(struct vet_path *path, const struct vet_map *tokens)
{
    size_t kept = 0;
    for (size_t i = 0; i < path->fact_count; i++) {
        struct vet_fact f = path->facts[i];
        if (!is_written(tokens, f.key) && !(f.same && is_written(tokens, f.same)))
            path->facts[kept++] = f;
    }
    path->fact_count = kept;
}
