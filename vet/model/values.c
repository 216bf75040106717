// values.c - values, each made only once.
// SPDX-License-Identifier: MIT
#include "vet/model/interned.h"

#include <string.h>

// The type is no part of it: 0 is 0, whatever it is cast to.
static bool same_value(const void *entry, const void *wanted)
{
    const struct vet_value *a = entry, *b = wanted;
    if (a->kind != b->kind || a->operator_ != b->operator_ || a->constant != b->constant ||
        a->text != b->text || a->place != b->place || a->function != b->function ||
        a->left != b->left || a->right != b->right || a->argument_count != b->argument_count)
        return false;
    for (size_t i = 0; i < a->argument_count; i++) {
        if (a->arguments[i] != b->arguments[i])
            return false;
    }
    return true;
}

// No two parts count the same, so that a - b is not b - a; most are NULL.
static uint64_t hash_of(const struct vet_value *v)
{
    const void *const parts[] = {v->text, v->place, v->function, v->left, v->right};
    uint64_t sum = (uint64_t)v->constant * 32 + (uint64_t)v->operator_;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        sum = sum * 0x9e3779b97f4a7c15U + (uint64_t)(uintptr_t)parts[i];
    for (size_t i = 0; i < v->argument_count; i++)
        sum = sum * 0x9e3779b97f4a7c15U + (uint64_t)(uintptr_t)v->arguments[i];
    return vet_hash_pointer((uint64_t)v->kind, (const void *)(uintptr_t)sum);
}

static unsigned size_of(const struct vet_value *v)
{
    unsigned size = 1 + (v->place ? v->place->size : 0) + (v->left ? v->left->size : 0) +
                    (v->right ? v->right->size : 0);
    for (size_t i = 0; i < v->argument_count; i++)
        size += v->arguments[i]->size;
    return size;
}

static uint64_t loaded_by(const struct vet_value *v)
{
    uint64_t loaded = (v->place ? v->place->loaded : 0) | (v->left ? v->left->loaded : 0) |
                      (v->right ? v->right->loaded : 0);
    if (v->kind == VET_VALUE_LOAD && v->place)
        loaded |= v->place->whole;
    for (size_t i = 0; i < v->argument_count; i++)
        loaded |= v->arguments[i]->loaded;
    return loaded;
}

static const struct vet_value *copy(struct vet_program *p, const struct vet_value *wanted)
{
    struct vet_value *made = vet_allocate(p, sizeof *made);
    *made = *wanted;
    made->size = size_of(wanted);
    made->loaded = loaded_by(wanted);
    if (wanted->argument_count > 0) {
        size_t size = wanted->argument_count * sizeof *wanted->arguments;
        made->arguments = memcpy(vet_allocate(p, size), wanted->arguments, size);
    }
    return made;
}

static const struct vet_value *intern(struct vet_program *p, struct vet_value wanted)
{
    void **slot = vet_table_slot(&p->interned->values, hash_of(&wanted), same_value, &wanted);
    if (!*slot) {
        const void *made = copy(p, &wanted);
        memcpy(slot, &made, sizeof made);
    }
    return *slot;
}

const struct vet_value *vet_unknown(struct vet_program *p, const struct vet_type *type)
{
    return copy(p, &(struct vet_value){.kind = VET_VALUE_UNKNOWN, .type = type});
}

const struct vet_value *vet_constant(struct vet_program *p, int64_t number,
                                     const struct vet_type *type)
{
    return intern(p,
                  (struct vet_value){.kind = VET_VALUE_CONSTANT, .constant = number, .type = type});
}

const struct vet_value *vet_literal(struct vet_program *p, const char *text,
                                    const struct vet_type *type)
{
    return intern(
        p, (struct vet_value){.kind = VET_VALUE_TEXT, .text = vet_text(p, text), .type = type});
}

const struct vet_value *vet_load(struct vet_program *p, const struct vet_place *place)
{
    if (!place->load) {
        struct vet_place *self = (struct vet_place *)(uintptr_t)place; // ours: see places.c
        self->load = intern(
            p, (struct vet_value){.kind = VET_VALUE_LOAD, .place = place, .type = place->type});
    }
    return place->load;
}

const struct vet_value *vet_address(struct vet_program *p, const struct vet_place *place,
                                    const struct vet_type *type)
{
    if (place->kind == VET_PLACE_TARGET)
        return place->value;
    return intern(p, (struct vet_value){.kind = VET_VALUE_ADDRESS, .place = place, .type = type});
}

const struct vet_value *vet_function_value(struct vet_program *p, const struct vet_function *f)
{
    return intern(p, (struct vet_value){.kind = VET_VALUE_FUNCTION, .function = f});
}

const struct vet_value *vet_call_value(struct vet_program *p, const struct vet_function *f,
                                       const struct vet_value *callee,
                                       const struct vet_value *const *arguments, size_t count,
                                       const struct vet_type *type)
{
    return intern(
        p, (struct vet_value){.kind = VET_VALUE_CALL,
                              .function = f,
                              .left = f ? NULL : callee,
                              .arguments = arguments,
                              .argument_count = count < VET_ARGUMENTS ? count : VET_ARGUMENTS,
                              .type = type});
}

const struct vet_value *vet_operation(struct vet_program *p, enum vet_operator op,
                                      const struct vet_value *left, const struct vet_value *right,
                                      const struct vet_type *type)
{
    return intern(p, (struct vet_value){.kind = right ? VET_VALUE_BINARY : VET_VALUE_UNARY,
                                        .operator_ = op,
                                        .left = left,
                                        .right = right,
                                        .type = type});
}
