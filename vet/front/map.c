// map.c - what belongs to one of clang's pointers, or to a name.
// SPDX-License-Identifier: MIT
#include "vet/front/map.h"

#include "xalloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 256 };

static size_t hash_pointer(const void *key)
{
    uint64_t x = (uint64_t)(uintptr_t)key;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    return (size_t)(x ^ (x >> 29));
}

static size_t hash_name(const char *name)
{
    uint64_t x = 0xcbf29ce484222325u;
    for (; *name; name++)
        x = (x ^ (unsigned char)*name) * 0x100000001b3u;
    return (size_t)(x ^ (x >> 29));
}

static struct front_pair *pair(const struct front_map *m, const void *key)
{
    size_t at = hash_pointer(key) & m->mask;
    while (m->pairs[at].key && m->pairs[at].key != key)
        at = (at + 1) & m->mask;
    return &m->pairs[at];
}

void *front_map_get(const struct front_map *m, const void *key)
{
    return m->pairs && key ? pair(m, key)->value : NULL;
}

static void grow(struct front_map *m)
{
    size_t count = m->pairs ? (m->mask + 1) * 2 : FIRST;
    struct front_map bigger = {xcalloc(count, sizeof *m->pairs), count - 1, m->count};
    for (size_t i = 0; m->pairs && i <= m->mask; i++) {
        if (m->pairs[i].key)
            *pair(&bigger, m->pairs[i].key) = m->pairs[i];
    }
    free(m->pairs);
    *m = bigger;
}

void front_map_set(struct front_map *m, const void *key, void *value)
{
    if (!m->pairs || m->count * 2 > m->mask)
        grow(m);
    struct front_pair *p = pair(m, key);
    m->count += p->key == NULL;
    *p = (struct front_pair){key, value};
}

void front_map_free(struct front_map *m)
{
    free(m->pairs);
    *m = (struct front_map){0};
}

static struct front_name *entry(const struct front_names *n, const char *name)
{
    size_t at = hash_name(name) & n->mask;
    while (n->list[at].name && strcmp(n->list[at].name, name) != 0)
        at = (at + 1) & n->mask;
    return &n->list[at];
}

static void grow_names(struct front_names *n)
{
    size_t count = n->list ? (n->mask + 1) * 2 : FIRST;
    struct front_names bigger = {xcalloc(count, sizeof *n->list), count - 1, n->count};
    for (size_t i = 0; n->list && i <= n->mask; i++) {
        if (n->list[i].name)
            *entry(&bigger, n->list[i].name) = n->list[i];
    }
    free(n->list);
    *n = bigger;
}

const void *front_names_put(struct front_names *n, const char *name, const void *value)
{
    if (!n->list || n->count * 2 > n->mask)
        grow_names(n);
    struct front_name *e = entry(n, name);
    if (!e->name) {
        *e = (struct front_name){xstrdup(name), value};
        n->count++;
    }
    return e->value;
}

const void *front_names_get(const struct front_names *n, const char *name)
{
    return n->list ? entry(n, name)->value : NULL;
}

void front_names_free(struct front_names *n)
{
    for (size_t i = 0; n->list && i <= n->mask; i++)
        free(n->list[i].name);
    free(n->list);
    *n = (struct front_names){0};
}
