// visited.h - a growing map from 64-bit state hashes to a number.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_VISITED_H
#define PAWL_SIM_VISITED_H

#include <stdint.h>

struct sim_map {
    struct sim_entry {
        uint64_t key; // 0: free
        double value;
        uint64_t number; // in order of insertion, from 0
    } * entries;
    uint64_t size, used; // size: a power of two
};

// sim_map_put returns the entry of key, whose value is 0 if the key is new. The pointer holds until
// the next put.
struct sim_entry *sim_map_put(struct sim_map *m, uint64_t key);
void sim_map_free(struct sim_map *m);

#endif
