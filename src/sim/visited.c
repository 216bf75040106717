// visited.c - open addressing with linear probing; keys are hashes already.
// SPDX-License-Identifier: MIT
#include "sim/visited.h"

#include <stdio.h>
#include <stdlib.h>

static struct sim_entry *find(struct sim_entry *entries, uint64_t size, uint64_t key)
{
    uint64_t i = key & (size - 1);
    while (entries[i].key != 0 && entries[i].key != key)
        i = (i + 1) & (size - 1);
    return &entries[i];
}

static void grow(struct sim_map *m)
{
    uint64_t size = m->size ? m->size * 2 : 1 << 12;
    struct sim_entry *entries = calloc(size, sizeof *entries);
    if (entries == NULL) {
        fprintf(stderr, "pawl-model: no memory for %llu states\n", (unsigned long long)size);
        exit(1);
    }
    for (uint64_t i = 0; i < m->size; i++)
        if (m->entries[i].key != 0)
            *find(entries, size, m->entries[i].key) = m->entries[i];
    free(m->entries);
    m->entries = entries;
    m->size = size;
}

struct sim_entry *sim_map_put(struct sim_map *m, uint64_t key)
{
    if (m->used * 4 >= m->size * 3)
        grow(m);
    struct sim_entry *e = find(m->entries, m->size, key ? key : 1);
    if (e->key == 0) {
        e->key = key ? key : 1;
        e->number = m->used++;
    }
    return e;
}

void sim_map_free(struct sim_map *m)
{
    free(m->entries);
    *m = (struct sim_map){0};
}
