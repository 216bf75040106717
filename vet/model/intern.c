// intern.c - a program's memory, texts, types, variables and functions.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

#include "xalloc.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 * 1024 };

struct vet_chunk {
    struct vet_chunk *next;
    size_t used, size;
    alignas(max_align_t) unsigned char memory[];
};

struct vet_program *vet_program_new(void)
{
    struct vet_program *p = xcalloc(1, sizeof *p);
    p->interned = xcalloc(1, sizeof *p->interned);
    return p;
}

void vet_program_free(struct vet_program *p)
{
    struct vet_interned *in = p->interned;
    struct vet_table *tables[] = {&in->texts,     &in->types,       &in->variables,
                                  &in->functions, &in->places,      &in->values,
                                  &in->contained, &in->place_names, &in->value_names};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        vet_table_free(tables[i]);
    while (in->chunks) {
        struct vet_chunk *next = in->chunks->next;
        free(in->chunks);
        in->chunks = next;
    }
    free(in->all_types.entries);
    free(in->all_variables.entries);
    free(in->all_functions.entries);
    free(in);
    free(p);
}

void *vet_allocate(struct vet_program *p, size_t size)
{
    struct vet_chunk *c = p->interned->chunks;
    size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (!c || c->size - c->used < size) {
        size_t room = size > CHUNK ? size : CHUNK;
        c = xcalloc(1, sizeof *c + room);
        c->size = room;
        c->next = p->interned->chunks;
        p->interned->chunks = c;
    }
    c->used += size;
    return c->memory + c->used - size;
}

static bool same_text(const void *entry, const void *wanted)
{
    return strcmp(entry, wanted) == 0;
}

const char *vet_text(struct vet_program *p, const char *text)
{
    void **slot = vet_table_slot(&p->interned->texts, vet_hash_text(text), same_text, text);
    if (!*slot) {
        size_t size = strlen(text) + 1;
        *slot = memcpy(vet_allocate(p, size), text, size);
    }
    return *slot;
}

// All three begin with their key, which is interned.
static bool same_key(const void *entry, const void *wanted)
{
    return *(const char *const *)entry == wanted;
}

static void *by_key(struct vet_program *p, struct vet_table *t, struct vet_list *all,
                    const char *key, size_t size, bool *is_new)
{
    const char *text = vet_text(p, key);
    void **slot = vet_table_slot(t, vet_hash_pointer(0, text), same_key, text);
    *is_new = !*slot;
    if (*is_new) {
        *slot = vet_allocate(p, size);
        *(const char **)*slot = text;
        vet_list_add(all, *slot);
    }
    return *slot;
}

struct vet_type *vet_type(struct vet_program *p, const char *key, bool *is_new)
{
    struct vet_interned *in = p->interned;
    return by_key(p, &in->types, &in->all_types, key, sizeof(struct vet_type), is_new);
}

struct vet_variable *vet_variable(struct vet_program *p, const char *key, bool *is_new)
{
    struct vet_interned *in = p->interned;
    return by_key(p, &in->variables, &in->all_variables, key, sizeof(struct vet_variable), is_new);
}

struct vet_function *vet_function(struct vet_program *p, const char *key, bool *is_new)
{
    struct vet_interned *in = p->interned;
    return by_key(p, &in->functions, &in->all_functions, key, sizeof(struct vet_function), is_new);
}

static void list_functions(struct vet_program *p)
{
    const struct vet_list *all = &p->interned->all_functions;
    p->functions = vet_allocate(p, (all->count + 1) * sizeof *p->functions);
    p->function_count = all->count;
    for (size_t i = 0; i < all->count; i++)
        p->functions[i] = all->entries[i];
}

static void list_globals(struct vet_program *p)
{
    const struct vet_list *all = &p->interned->all_variables;
    p->globals = vet_allocate(p, (all->count + 1) * sizeof *p->globals);
    p->global_count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct vet_variable *v = all->entries[i];
        if (v->kind == VET_GLOBAL)
            p->globals[p->global_count++] = v;
    }
}

static void list_records(struct vet_program *p)
{
    const struct vet_list *all = &p->interned->all_types;
    p->records = vet_allocate(p, (all->count + 1) * sizeof *p->records);
    p->record_count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct vet_type *t = all->entries[i];
        if (t->kind == VET_RECORD && !t->is_const && !t->is_volatile && !t->is_atomic)
            p->records[p->record_count++] = t;
    }
}

void vet_program_complete(struct vet_program *p)
{
    list_functions(p);
    list_globals(p);
    list_records(p);
}
