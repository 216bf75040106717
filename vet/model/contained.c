// contained.c - which types contain a lock, and by which way.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

enum { DEEPEST = 32 }; // a struct that contains itself is an error, but clang goes on after it

struct answer {
    const struct vet_type *type;
    const char *way; // NULL: there is none
};

static bool same_type(const void *entry, const void *wanted)
{
    return ((const struct answer *)entry)->type == wanted;
}

// Writes the types from type to the lock; a struct without a name is left out.
static bool find(const struct vet_type *type, struct vet_writing *w, unsigned depth)
{
    while (type && type->kind == VET_ARRAY)
        type = type->target;
    if (!type || depth > DEEPEST || (type->kind != VET_LOCK && type->kind != VET_RECORD))
        return false;
    size_t before = w->length;
    if (type->name[0] != '\0')
        vet_write(w, "%s%s", before > 0 ? " contains " : "", type->name);
    if (type->kind == VET_LOCK)
        return true;
    for (size_t i = 0; i < type->field_count; i++) {
        if (find(type->fields[i]->type, w, depth + 1))
            return true;
    }
    w->length = before;
    w->text[before] = '\0';
    return false;
}

const char *vet_contained(struct vet_program *p, const struct vet_type *type)
{
    if (!type)
        return NULL;
    struct vet_writing w = {.length = 0};
    void **slot =
        vet_table_slot(&p->interned->contained, vet_hash_pointer(0, type), same_type, type);
    if (!*slot) {
        struct answer *a = vet_allocate(p, sizeof *a);
        a->type = type;
        a->way = find(type, &w, 0) ? vet_text(p, w.text) : NULL;
        *slot = a;
    }
    return ((const struct answer *)*slot)->way;
}
