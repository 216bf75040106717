// map.c - from addresses to numbers.
// SPDX-License-Identifier: MIT
#include "vet/flow/map.h"

#include "xalloc.h"

#include <stdlib.h>
#include <string.h>

uint64_t vet_hash_address(const void *p)
{
    uint64_t h = (uint64_t)(uintptr_t)p * 0x9e3779b97f4a7c15U;
    return h ^ (h >> 29);
}

static struct vet_map_entry *slot(const struct vet_map *m, const void *key)
{
    size_t i = (size_t)vet_hash_address(key) & (m->size - 1);
    while (m->entries[i].key && m->entries[i].key != key)
        i = (i + 1) & (m->size - 1);
    return &m->entries[i];
}

size_t vet_map_find(const struct vet_map *m, const void *key)
{
    if (!m->used)
        return SIZE_MAX;
    const struct vet_map_entry *e = slot(m, key);
    return e->key ? e->value : SIZE_MAX;
}

static void grow(struct vet_map *m)
{
    struct vet_map old = *m;
    m->size = old.size ? old.size * 2 : 16;
    m->entries = xcalloc(m->size, sizeof *m->entries);
    for (size_t i = 0; i < old.size; i++)
        if (old.entries[i].key)
            *slot(m, old.entries[i].key) = old.entries[i];
    free(old.entries);
}

void vet_map_put(struct vet_map *m, const void *key, size_t value)
{
    if (m->used * 2 >= m->size)
        grow(m);
    struct vet_map_entry *e = slot(m, key);
    m->used += !e->key;
    e->key = key;
    e->value = value;
}

void vet_map_free(struct vet_map *m)
{
    free(m->entries);
    memset(m, 0, sizeof *m);
}
