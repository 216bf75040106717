// states.c - what was known on the paths that have reached each block.
// SPDX-License-Identifier: MIT
//
// Paths that know the same are one. If a block sees too many, those that hold the same locks become
// one, which knows what they all do: whether a lock is held is never forgotten.
#include "vet/flow/states.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 18, LOCK_SETS = 40 }; // so many different sets of locks, and it is too much

struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char bytes[];
};

struct state {
    uint64_t locks_hash, facts_hash;
    size_t lock_count, fact_count;
    struct vet_lock_now *locks;
    struct vet_fact *facts;
    bool followed;
};

struct state_list {
    struct state *list;
    size_t count, size, todo, lock_sets;
};

void vet_states_begin(struct vet_states *s, size_t block_count, size_t most)
{
    *s = (struct vet_states){.block_count = block_count, .most = most};
    s->blocks = xcalloc(block_count, sizeof *s->blocks);
    s->lowest = block_count;
}

void vet_states_end(struct vet_states *s)
{
    for (size_t i = 0; i < s->block_count; i++)
        free(s->blocks[i].list);
    free(s->blocks);
    while (s->chunks) {
        struct chunk *next = s->chunks->next;
        free(s->chunks);
        s->chunks = next;
    }
}

static void *keep(struct vet_states *s, const void *from, size_t size)
{
    size_t need = (size + 15) & ~(size_t)15;
    if (!s->chunks || s->chunks->used + need > s->chunks->size) {
        size_t bytes = s->chunks ? CHUNK : CHUNK / 16;
        if (bytes < need)
            bytes = need;
        struct chunk *c = xrealloc(NULL, sizeof *c + bytes);
        c->next = s->chunks;
        c->used = 0;
        c->size = bytes;
        s->chunks = c;
    }
    void *p = s->chunks->bytes + s->chunks->used;
    s->chunks->used += need;
    if (size)
        memcpy(p, from, size);
    return p;
}

// ---- are they the same? -------------------------------------------------------------------------

static uint64_t hash_of_lock(const struct vet_lock_now *l)
{
    uint64_t flags = l->held | l->shared << 1 | l->tried << 2 | l->maybe << 3 | l->entry_held << 4 |
                     l->by_caller << 5 | (l->until != NULL) << 6 | l->perhaps << 7 |
                     (uint64_t)l->depth << 8;
    return (vet_hash_address(l->place ? (const void *)l->place : l->class) ^
            vet_hash_address(l->pending) * 3 ^ flags * 0xc2b2ae3d27d4eb4fU) *
           0x9e3779b97f4a7c15U;
}

// Sums, so that the order does not matter.
static uint64_t hash_of_locks(const struct vet_path *path)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < path->lock_count; i++)
        sum += hash_of_lock(&path->locks[i]);
    return sum;
}

static uint64_t hash_of_fact(const struct vet_fact *f)
{
    uint64_t r = (uint64_t)f->range.low * 31 + (uint64_t)f->range.high * 17 +
                 (f->range.holed ? (uint64_t)f->range.hole + 5 : 0);
    return (vet_hash_address(f->key) ^ vet_hash_address(f->same) * 7 ^ r * 0xc2b2ae3d27d4eb4fU) *
           0x9e3779b97f4a7c15U;
}

static uint64_t hash_of_facts(const struct vet_fact *facts, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += hash_of_fact(&facts[i]);
    return sum;
}

// ---- joining ------------------------------------------------------------------------------------

static struct vet_range range_in(const struct vet_path *path, const struct vet_value *key)
{
    return vet_known_range(path, vet_known_value(path, key));
}

static bool join_fact(struct vet_fact *f, const struct vet_path *path, const struct vet_path *other)
{
    for (size_t i = 0; i < path->fact_count; i++) {
        const struct vet_fact *g = &path->facts[i];
        if (g->key != f->key)
            continue;
        if (f->same && f->same == g->same)
            return true;
        struct vet_range a = range_in(path, f->key), b = range_in(other, f->key);
        f->same = NULL;
        f->range = a;
        if (vet_range_is_equal(a, b))
            return !vet_range_is_all(a);
        // No wider hull: in a loop, that would not come to an end.
        if (vet_range_has(a, 0) || vet_range_has(b, 0))
            return false;
        f->range = vet_range_without(vet_range_all, 0);
        return true;
    }
    return false;
}

// What both know.
static void join(struct state *s, const struct vet_path *path)
{
    struct vet_path other = {
        .flow = path->flow, .program = path->program, .function = path->function};
    other.fact_count = s->fact_count;
    memcpy(other.facts, s->facts, s->fact_count * sizeof *s->facts);
    size_t kept = 0;
    for (size_t i = 0; i < s->fact_count; i++)
        if (join_fact(&s->facts[i], path, &other))
            s->facts[kept++] = s->facts[i];
    s->fact_count = kept;
}

static void follow_again(struct vet_states *s, size_t rank, struct state *state)
{
    if (state->followed)
        s->blocks[rank].todo++;
    state->followed = false;
    if (rank < s->lowest)
        s->lowest = rank;
}

static void push(struct vet_states *s, size_t rank, const struct vet_path *path, uint64_t locks,
                 uint64_t facts)
{
    struct state_list *b = &s->blocks[rank];
    if (b->count == b->size) {
        b->size = b->size ? b->size * 2 : 4;
        b->list = xrealloc(b->list, b->size * sizeof *b->list);
    }
    struct state *state = &b->list[b->count++];
    *state = (struct state){.locks_hash = locks,
                            .facts_hash = facts,
                            .lock_count = path->lock_count,
                            .fact_count = path->fact_count,
                            .followed = true};
    state->locks = keep(s, path->locks, path->lock_count * sizeof *path->locks);
    state->facts = keep(s, path->facts, path->fact_count * sizeof *path->facts);
    follow_again(s, rank, state);
}

void vet_states_add(struct vet_states *s, size_t rank, const struct vet_path *path)
{
    struct state_list *b = &s->blocks[rank];
    uint64_t locks = hash_of_locks(path), facts = hash_of_facts(path->facts, path->fact_count);
    size_t alike = 0;
    struct state *last = NULL;
    for (size_t i = 0; i < b->count; i++) {
        if (b->list[i].locks_hash != locks)
            continue;
        if (b->list[i].facts_hash == facts)
            return;
        alike++;
        last = &b->list[i];
    }
    if (!last || alike < s->most) {
        if (!alike && ++b->lock_sets > LOCK_SETS)
            s->too_many = true;
        push(s, rank, path, locks, facts);
        return;
    }
    join(last, path);
    facts = hash_of_facts(last->facts, last->fact_count);
    if (facts == last->facts_hash)
        return;
    last->facts_hash = facts;
    follow_again(s, rank, last);
}

size_t vet_states_next(struct vet_states *s, struct vet_path *path)
{
    while (s->lowest < s->block_count && !s->blocks[s->lowest].todo)
        s->lowest++;
    if (s->lowest == s->block_count)
        return SIZE_MAX;
    struct state_list *b = &s->blocks[s->lowest];
    for (size_t i = 0; i < b->count; i++) {
        struct state *state = &b->list[i];
        if (state->followed)
            continue;
        state->followed = true;
        b->todo--;
        path->lock_count = state->lock_count;
        path->fact_count = state->fact_count;
        memcpy(path->locks, state->locks, state->lock_count * sizeof *path->locks);
        memcpy(path->facts, state->facts, state->fact_count * sizeof *path->facts);
        return s->lowest;
    }
    b->todo = 0;
    return vet_states_next(s, path);
}
