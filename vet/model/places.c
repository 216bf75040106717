// places.c - places, each made only once.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

static bool same_place(const void *entry, const void *wanted)
{
    const struct vet_place *a = entry, *b = wanted;
    return a->kind == b->kind && a->variable == b->variable && a->base == b->base &&
           a->field == b->field && a->value == b->value &&
           (a->type == b->type || a->kind == VET_PLACE_FIELD);
}

static const struct vet_place *intern(struct vet_program *p, const struct vet_place *wanted)
{
    uint64_t hash = vet_hash_pointer((uint64_t)wanted->kind, wanted->variable);
    hash = vet_hash_pointer(hash, wanted->base);
    hash = vet_hash_pointer(hash, wanted->field);
    hash = vet_hash_pointer(hash, wanted->value);
    void **slot = vet_table_slot(&p->interned->places, hash, same_place, wanted);
    if (!*slot) {
        struct vet_place *made = vet_allocate(p, sizeof *made);
        *made = *wanted;
        made->whole = wanted->base ? wanted->base->whole : (uint64_t)1 << (hash >> 32) % 64;
        made->loaded =
            (wanted->base ? wanted->base->loaded : 0) | (wanted->value ? wanted->value->loaded : 0);
        *slot = made;
    }
    return *slot;
}

const struct vet_place *vet_variable_place(struct vet_program *p, const struct vet_variable *v)
{
    return intern(p, &(struct vet_place){
                         .kind = VET_PLACE_VARIABLE, .size = 1, .variable = v, .type = v->type});
}

// What a pointer to const points to is where it is without.
static const struct vet_type *without_const(const struct vet_type *type)
{
    return type && type->plain ? type->plain : type;
}

const struct vet_place *vet_target(struct vet_program *p, const struct vet_value *pointer,
                                   const struct vet_type *type)
{
    if (pointer->kind == VET_VALUE_ADDRESS)
        return pointer->place;
    return intern(p, &(struct vet_place){.kind = VET_PLACE_TARGET,
                                         .size = pointer->size + 1,
                                         .value = pointer,
                                         .type = without_const(type)});
}

const struct vet_place *vet_field_place(struct vet_program *p, const struct vet_place *base,
                                        const struct vet_field *field)
{
    return intern(p, &(struct vet_place){.kind = VET_PLACE_FIELD,
                                         .size = base->size + 1,
                                         .base = base,
                                         .field = field,
                                         .type = field->type});
}

// p[0] is *p, and &p[1] moved by 2 is &p[3]. What p points to may be an array itself: then it is of
// the same type as what is wanted.
const struct vet_place *vet_element(struct vet_program *p, const struct vet_place *base,
                                    const struct vet_value *index, const struct vet_type *type)
{
    bool is_array = base->type && base->type->kind == VET_ARRAY && base->type != type;
    if (!is_array && base->kind == VET_PLACE_ELEMENT) {
        index = vet_binary(p, VET_ADD, base->value, index, index->type);
        return vet_element(p, base->base, index, type);
    }
    if (!is_array && index->kind == VET_VALUE_CONSTANT && index->constant == 0)
        return base;
    return intern(p, &(struct vet_place){.kind = VET_PLACE_ELEMENT,
                                         .size = base->size + index->size + 1,
                                         .base = base,
                                         .value = index,
                                         .type = without_const(type)});
}
