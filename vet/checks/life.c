// life.c - objects that a function makes, or frees.
// SPDX-License-Identifier: MIT
#include "vet/checks/life.h"

#include "vet/model/intern.h"

#include <string.h>
#include <strings.h>

static bool has_any(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(name, *words))
            return true;
    return false;
}

bool vet_makes_object(const struct vet_value *v)
{
    static const char *const words[] = {"alloc", "new",  "create", "dup",
                                        "init",  "open", "zeroed", NULL};
    return v && v->kind == VET_VALUE_CALL && v->function && has_any(v->function->name, words);
}

static bool is_freeing(const struct vet_function *f)
{
    static const char *const words[] = {"free", "destroy", "delete", "release", NULL};
    return f && has_any(f->name, words);
}

static bool is_variable(const struct vet_place *place, const struct vet_variable *v)
{
    return place && place->kind == VET_PLACE_VARIABLE && place->variable == v;
}

static void look_at_call(const struct vet_op *op, const struct vet_variable *v,
                         struct vet_life *life)
{
    for (size_t i = 0; i < op->argument_count; i++) {
        const struct vet_value *a = op->arguments[i];
        if (a->kind == VET_VALUE_LOAD && is_variable(a->place, v) && is_freeing(op->function))
            life->is_freed = true;
        // f(&p) may make p
        if (a->kind == VET_VALUE_ADDRESS && is_variable(a->place, v) && v->type &&
            v->type->kind == VET_POINTER)
            life->is_made = true;
    }
}

struct vet_life vet_life_in(const struct vet_function *f, const struct vet_place *place)
{
    struct vet_life life = {false, false};
    const struct vet_variable *v = vet_root(place);
    if (!v || v->kind == VET_GLOBAL)
        return life;
    for (size_t b = 0; b < f->block_count; b++)
        for (size_t i = 0; i < f->blocks[b]->op_count; i++) {
            const struct vet_op *op = &f->blocks[b]->ops[i];
            if (op->kind == VET_OP_ASSIGN && is_variable(op->place, v) &&
                vet_makes_object(op->value))
                life.is_made = true;
            else if (op->kind == VET_OP_CALL)
                look_at_call(op, v, &life);
        }
    return life;
}
