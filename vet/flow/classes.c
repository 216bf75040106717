// classes.c - locks, for comparison across functions.
// SPDX-License-Identifier: MIT
#include "vet/flow/inside.h"

#include "xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- classes ------------------------------------------------------------------------------------

// A struct that is itself a kind of lock: its field says nothing, where it lies does.
static bool is_wrapper(const struct vet_flow *f, const struct vet_type *record)
{
    const char *name = record->name ? record->name : "";
    if (record->field_count > 8)
        return false;
    return vet_is_lock_type(f->locks, name) || strcasestr(name, "mutex") ||
           strcasestr(name, "mtx") || strcasestr(name, "lock");
}

static struct vet_lock_class *class_of(struct vet_flow *f, const void *key)
{
    size_t number = vet_map_find(&f->classes, key);
    if (number != SIZE_MAX)
        return f->class[number];
    if (f->class_count % 64 == 0)
        f->class = xrealloc(f->class, (f->class_count + 64) * sizeof *f->class);
    struct vet_class_inside *c = vet_allocate(f->program, sizeof *c);
    vet_map_put(&f->classes, key, f->class_count);
    return f->class[f->class_count++] = &c->class;
}

static const struct vet_lock_class *by_field(struct vet_flow *f, const struct vet_field *field)
{
    struct vet_lock_class *c = class_of(f, field);
    if (c->name)
        return c;
    char name[256];
    const char *record = field->record && field->record->name ? field->record->name : "";
    snprintf(name, sizeof name, "%.120s%s%.120s", record, *record ? "'s " : "", field->name);
    c->field = field;
    c->name = vet_text(f->program, name);
    return c;
}

static const struct vet_lock_class *by_variable(struct vet_flow *f, const struct vet_variable *v)
{
    struct vet_lock_class *c = class_of(f, v);
    c->variable = v;
    c->name = v->name;
    return c;
}

const struct vet_lock_class *vet_class_of(struct vet_flow *f, const struct vet_place *lock)
{
    while (lock) {
        switch (lock->kind) {
        case VET_PLACE_VARIABLE:
            return lock->variable->kind == VET_GLOBAL ? by_variable(f, lock->variable) : NULL;
        case VET_PLACE_TARGET: // a pointer to a lock is named after where it lies
            if (lock->value->kind != VET_VALUE_LOAD)
                return NULL;
            lock = lock->value->place;
            break;
        case VET_PLACE_FIELD:
            if (lock->field->record && lock->field->name[0] && !is_wrapper(f, lock->field->record))
                return by_field(f, lock->field);
            lock = lock->base;
            // What a pointer points to is a lock of its own: the pointer's name is another's.
            if (lock->kind == VET_PLACE_TARGET && lock->value->kind == VET_VALUE_LOAD &&
                lock->value->place->kind == VET_PLACE_VARIABLE &&
                lock->value->place->variable->kind != VET_GLOBAL)
                return NULL;
            break;
        case VET_PLACE_ELEMENT: lock = lock->base; break;
        }
    }
    return NULL;
}

// ---- locks that may be locked again -------------------------------------------------------------

static void note_lock(struct vet_flow *f, const struct vet_function *function,
                      const struct vet_place *lock, unsigned depth)
{
    const struct vet_lock_class *c = vet_class_of(f, lock);
    if (c) {
        ((struct vet_class_inside *)(uintptr_t)c)->reentrant = true;
        return;
    }
    // A function that begins whatever lock it is given: its callers know which.
    const struct vet_call *calls;
    size_t count = vet_callers(f, function, &calls);
    for (size_t i = 0; i < count && depth < 3; i++) {
        const struct vet_place *seen = vet_seen_by_caller(f->program, calls[i].op, function, lock);
        if (seen)
            note_lock(f, calls[i].caller, seen, depth + 1);
    }
}

static void note_beginning(struct vet_flow *f, const struct vet_function *function,
                           const struct vet_op *op)
{
    struct vet_effect effects[VET_EFFECTS];
    size_t count = vet_declared_effects(f->locks, f->program, op, effects);
    for (size_t i = 0; i < count; i++)
        if (effects[i].verb == VET_BEGINS && effects[i].reentrant && effects[i].lock)
            note_lock(f, function, effects[i].lock, 0);
}

static void note_initialised(struct vet_flow *f, const struct vet_variable *v)
{
    const struct vet_type *type = v->type;
    while (type && type->kind == VET_ARRAY)
        type = type->target;
    ((struct vet_class_inside *)(uintptr_t)by_variable(f, v))->reentrant = true;
    for (size_t i = 0; type && i < type->field_count; i++)
        if (type->fields[i]->type && type->fields[i]->type->kind == VET_LOCK)
            ((struct vet_class_inside *)(uintptr_t)by_field(f, type->fields[i]))->reentrant = true;
}

void vet_find_reentrant(struct vet_flow *f)
{
    for (size_t i = 0; i < f->program->global_count; i++)
        if (f->program->globals[i]->is_recursive)
            note_initialised(f, f->program->globals[i]);
    for (size_t i = 0; i < f->program->function_count; i++) {
        const struct vet_function *function = f->program->functions[i];
        for (size_t b = 0; b < function->block_count; b++)
            for (size_t k = 0; k < function->blocks[b]->op_count; k++)
                if (function->blocks[b]->ops[k].kind == VET_OP_CALL)
                    note_beginning(f, function, &function->blocks[b]->ops[k]);
    }
}

bool vet_may_be_reentrant(struct vet_flow *f, const struct vet_lock_class *c)
{
    (void)f;
    return c && ((const struct vet_class_inside *)(const void *)c)->reentrant;
}
