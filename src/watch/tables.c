// tables.c - finds and enters what is counted.
// SPDX-License-Identifier: MIT
//
// Tables with open addressing. An entry is claimed by a compare-and-swap on its hash, filled, and
// then ready for ever. Who meets one with its own hash that is not ready does not wait for whoever
// is filling it, but goes on, and may enter the same key once more: readers add the two up.
#include "watch/tables.h"

#include "base/counter.h"
#include "watch/modules.h"

enum {
    PROBES = 64,
    CLASS_FRAMES = 4, // so many calls tell locks that began in different places apart
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

// Never 0, which is an empty entry's.
static uint64_t hash_of(uint64_t a, uint64_t b, uint64_t c)
{
    return mix(mix(mix(1, a), b), c) | 1;
}

static uint64_t hash_stack(const struct pawl_stack *stack, size_t depth)
{
    uint64_t hash = depth;
    for (size_t i = 0; i < depth; i++)
        hash = mix(hash, stack->pcs[i]);
    return hash | 1;
}

enum claim { FOUND, CLAIMED, OTHER };

static enum claim look(uint64_t *entry, const pawl_word *ready, uint64_t hash)
{
    uint64_t there = pawl_count_(entry);
    if (there == 0 && pawl_count_cas_(entry, 0, hash))
        return CLAIMED;
    // acquire: pairs with the release of who filled it.
    return pawl_count_(entry) == hash && pawl_word_load_acq(ready) != 0 ? FOUND : OTHER;
}

uint32_t pawl_record_stack_(struct pawl_record_head *r, const struct pawl_stack *stack)
{
    if (stack->depth == 0)
        return 0;
    uint64_t hash = hash_stack(stack, stack->depth);
    for (uint64_t i = 0; i < PROBES; i++) {
        uint32_t index = 1 + (uint32_t)((hash >> 1) + i) % (PAWL_RECORD_STACKS - 1);
        struct pawl_record_stack *s = &r->stacks[index];
        enum claim claim = look(&s->hash, &s->ready, hash);
        if (claim == FOUND)
            return index;
        if (claim == OTHER)
            continue;
        for (size_t j = 0; j < stack->depth; j++)
            s->frames[j] = pawl_place_(r, stack->pcs[j]);
        s->depth = (uint32_t)stack->depth;
        pawl_word_store_rel(&s->ready, 1);
        return index;
    }
    pawl_count_add_(&r->lost_stacks, 1);
    return 0;
}

uint32_t pawl_record_lock_(struct pawl_record *r, uintptr_t address, enum pawl_kind kind,
                           const struct pawl_stack *born, bool initialised)
{
    pawl_record_place place = pawl_place_(&r->head, address);
    bool variable = pawl_place_is_known_(place);
    size_t depth = born->depth < CLASS_FRAMES ? born->depth : CLASS_FRAMES;
    uint64_t hash = variable ? hash_of(place, 0, 0) : hash_of(hash_stack(born, depth), kind, 1);
    for (uint64_t i = 0; i < PROBES; i++) {
        uint32_t index = 1 + (uint32_t)((hash >> 1) + i) % (PAWL_RECORD_LOCKS - 1);
        struct pawl_record_lock *l = &r->locks[index];
        enum claim claim = look(&l->hash, &l->ready, hash);
        if (claim == FOUND)
            return index;
        if (claim == OTHER)
            continue;
        l->kind = kind;
        l->place = variable ? place : 0;
        l->born = pawl_record_stack_(&r->head, born);
        l->initialised = initialised;
        pawl_word_store_rel(&l->ready, 1);
        return index;
    }
    pawl_count_add_(&r->lost.locks, 1);
    return 0;
}

struct pawl_record_site *pawl_record_site_(struct pawl_record *r, uint32_t lock, uintptr_t caller,
                                           bool shared)
{
    uint64_t hash = hash_of(lock, caller, shared);
    for (uint64_t i = 0; i < PROBES; i++) {
        struct pawl_record_site *s = &r->sites[((hash >> 1) + i) % PAWL_RECORD_SITES];
        enum claim claim = look(&s->hash, &s->ready, hash);
        if (claim == FOUND)
            return s;
        if (claim == OTHER)
            continue;
        s->lock = lock;
        s->caller = pawl_place_(&r->head, caller);
        s->shared = shared;
        pawl_word_store_rel(&s->ready, 1);
        return s;
    }
    pawl_count_add_(&r->lost.sites, 1);
    return NULL;
}

struct pawl_record_charge *pawl_record_charge_(struct pawl_record *r, uint32_t lock, uint32_t stack,
                                               uint32_t role)
{
    uint64_t hash = hash_of(lock, stack, role);
    for (uint64_t i = 0; i < PROBES; i++) {
        struct pawl_record_charge *c = &r->charges[((hash >> 1) + i) % PAWL_RECORD_CHARGES];
        enum claim claim = look(&c->hash, &c->ready, hash);
        if (claim == FOUND)
            return c;
        if (claim == OTHER)
            continue;
        c->lock = lock;
        c->stack = stack;
        c->role = role;
        pawl_word_store_rel(&c->ready, 1);
        return c;
    }
    pawl_count_add_(&r->lost.charges, 1);
    return NULL;
}
