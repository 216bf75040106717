// map.h - from addresses to numbers.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_FLOW_MAP_H
#define PAWL_VET_FLOW_MAP_H

#include <stddef.h>
#include <stdint.h>

struct vet_map {
    struct vet_map_entry {
        const void *key;
        size_t value;
    } * entries;
    size_t size, used;
};

// vet_map_find returns the number of key, or SIZE_MAX.
size_t vet_map_find(const struct vet_map *m, const void *key);

// vet_map_put gives key, which has none yet, a number.
void vet_map_put(struct vet_map *m, const void *key, size_t value);
void vet_map_free(struct vet_map *m);

// A number that spreads an address over all bits.
uint64_t vet_hash_address(const void *p);

#endif
