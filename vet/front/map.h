// map.h - what belongs to one of clang's pointers, or to a name.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_MAP_H
#define PAWL_VET_MAP_H

#include <stddef.h>

struct front_pair {
    const void *key; // NULL: free
    void *value;
};

struct front_map {
    struct front_pair *pairs;
    size_t mask, count;
};

void *front_map_get(const struct front_map *m, const void *key); // NULL: nothing
void front_map_set(struct front_map *m, const void *key, void *value);
void front_map_free(struct front_map *m);

struct front_name {
    char *name;
    const void *value;
};

struct front_names {
    struct front_name *list;
    size_t mask, count;
};

// Returns what name stands for: value, if it did not stand for anything before.
const void *front_names_put(struct front_names *n, const char *name, const void *value);
const void *front_names_get(const struct front_names *n, const char *name);
void front_names_free(struct front_names *n);

#endif
