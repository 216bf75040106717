// contained.c - which types contain a lock, and by which way.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

struct answer {
    const struct vet_type *type;
    const char *way; // NULL: there is none
};

static bool same_type(const void *entry, const void *wanted)
{
    return ((const struct answer *)entry)->type == wanted;
}

// The types from type to the lock; a struct without a name is left out.
static const char *find(struct vet_program *p, const struct vet_type *type)
{
    if (type->kind == VET_LOCK)
        return type->name;
    for (size_t i = 0; i < type->field_count; i++) {
        const char *way = vet_contained(p, type->fields[i]->type);
        struct vet_writing w = {.length = 0};
        if (!way)
            continue;
        if (type->name[0] == '\0')
            return way;
        vet_write(&w, "%s%s%s", type->name, way[0] != '\0' ? " contains " : "", way);
        return vet_text(p, w.text);
    }
    return NULL;
}

const char *vet_contained(struct vet_program *p, const struct vet_type *type)
{
    while (type && type->kind == VET_ARRAY)
        type = type->target;
    if (!type || (type->kind != VET_LOCK && type->kind != VET_RECORD))
        return NULL;
    void **slot =
        vet_table_slot(&p->interned->contained, vet_hash_pointer(0, type), same_type, type);
    if (*slot)
        return ((const struct answer *)*slot)->way;
    // A struct that contains itself is an error, but clang goes on after it: not found yet.
    struct answer *a = vet_allocate(p, sizeof *a);
    a->type = type;
    *slot = a;
    return a->way = find(p, type);
}
