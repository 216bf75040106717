// copylock.c - a lock that is copied: the copy is another lock, locked or not as the first one was.
// SPDX-License-Identifier: MIT
//
// The words are those of Go's vet. What was never used as a lock may be copied: a template.
#include "vet/checks/checks.h"
#include "vet/checks/life.h"
#include "vet/checks/words.h"

#include <string.h>

struct copying {
    struct vet_flow *flow;
    struct vet_program *program;
    struct vet_findings *out;
};

// ---- what may be copied -------------------------------------------------------------------------

struct using
{
    const struct copying *copying;
    const struct vet_place *place, *from; // from: that it was copied from
    bool used, renewed;                   // renewed: the lock in it is made anew
    bool returned;                        // it is copied back
};

static bool is_copier(const char *name);

// Is this what is copied, not a fresh lock?
static bool is_copied(const struct vet_value *value)
{
    const struct vet_variable *root =
        value && value->kind == VET_VALUE_LOAD ? vet_root(value->place) : NULL;
    return root && root->kind != VET_TEMPORARY && !(root->type && root->type->is_const);
}

// Does a pointer to this lead to the lock of whole? A pointer to a member without one does not.
static bool leads_to(const struct using *u, const struct vet_place *place)
{
    return vet_is_within(place, u->place) &&
           (!place->type || vet_contained(u->copying->program, place->type));
}

// Its address is given to a function that is no copier, or kept.
static void look_for_use(void *arg, const struct vet_function *f, const struct vet_block *b,
                         const struct vet_op *op)
{
    (void)f;
    (void)b;
    struct using *u = arg;
    struct vet_effect e;
    if (op->kind == VET_OP_ASSIGN && op->value && op->value->kind == VET_VALUE_ADDRESS)
        u->used = u->used || leads_to(u, op->value->place);
    if (op->kind == VET_OP_ASSIGN && op->place->type && op->place->type->kind == VET_LOCK &&
        !is_copied(op->value))
        u->renewed = u->renewed || vet_is_within(op->place, u->place);
    if (op->kind == VET_OP_COPY && op->place)
        u->returned = u->returned || (op->value->place == u->place && op->place == u->from);
    if (op->kind != VET_OP_CALL)
        return;
    if (op->function && vet_has_word(op->function->name, "init") && op->argument_count > 0 &&
        op->arguments[0]->kind == VET_VALUE_ADDRESS &&
        vet_is_within(op->arguments[0]->place, u->place))
        u->renewed = true;
    if (vet_effect_of(u->copying->flow, op, VET_BEGINS, &e)) {
        u->renewed = u->renewed || (e.lock && vet_is_within(e.lock, u->place));
        return;
    }
    if (op->function && is_copier(op->function->name))
        return;
    for (size_t i = 0; i < op->argument_count; i++) {
        const struct vet_value *v = op->arguments[i];
        if (v->kind == VET_VALUE_ADDRESS && leads_to(u, v->place))
            u->used = true;
    }
}

// A local template, or a constant one, which nobody can lock.
static bool is_unused(const struct copying *c, const struct vet_function *f,
                      const struct vet_place *from)
{
    while (from->base)
        from = from->base;
    if (from->kind != VET_PLACE_VARIABLE)
        return false;
    if (from->variable->type && from->variable->type->is_const)
        return true;
    if (from->variable->kind != VET_LOCAL && from->variable->kind != VET_TEMPORARY)
        return false;
    struct using u = {.copying = c, .place = from};
    vet_each_op_of(f, look_for_use, &u);
    return !u.used;
}

// The copy gets a lock of its own; or it was saved only to be put back.
static bool is_harmless(const struct copying *c, const struct vet_function *f,
                        const struct vet_place *to, const struct vet_place *from)
{
    struct using u = {.copying = c, .place = to, .from = from};
    if (to)
        vet_each_op_of(f, look_for_use, &u);
    return u.renewed || (u.returned && !u.used && to->kind == VET_PLACE_VARIABLE);
}

// Made here, and thrown away here: nobody else can have used its lock.
static bool is_moved(const struct vet_function *f, const struct vet_place *from)
{
    struct vet_life life = vet_life_in(f, from);
    return life.is_made && life.is_freed;
}

// ---- copies by assignment -----------------------------------------------------------------------

static void found_copy(const struct copying *c, const struct vet_function *f,
                       const struct vet_op *op)
{
    const struct vet_place *from = op->value ? op->value->place : NULL;
    const struct vet_type *type = from ? from->type : op->place ? op->place->type : NULL;
    const char *way = vet_contained(c->program, type);
    // A lock that is a number may be read as one.
    if (!way || (op->place && !vet_contained(c->program, op->place->type)) ||
        (from && (is_unused(c, f, from) || is_moved(f, from))) ||
        is_harmless(c, f, op->place, from))
        return;
    const char *to = op->place ? vet_place_name(c->program, op->place) : "";
    switch (op->copy) {
    case VET_COPY_ASSIGN:
        vet_found(c->out, "copylock", op->location, f, "assignment copies lock value to %s: %s", to,
                  way);
        break;
    case VET_COPY_INITIALISE:
        vet_found(c->out, "copylock", op->location, f,
                  "variable declaration copies lock value to %s: %s", to, way);
        break;
    case VET_COPY_MEMBER:
        vet_found(c->out, "copylock", op->location, f, "literal copies lock value from %s: %s",
                  from ? vet_place_name(c->program, from) : "a call", way);
        break;
    case VET_COPY_ARGUMENT:
        vet_found(c->out, "copylock", op->location, f, "call of %s copies lock value: %s",
                  op->function ? op->function->name : "a function", way);
        break;
    case VET_COPY_RETURN:
        vet_found(c->out, "copylock", op->location, f, "return copies lock value: %s", way);
        break;
    }
}

// ---- copies by functions ------------------------------------------------------------------------

static const struct copier {
    const char *name;
    int from, to, size; // numbers of arguments; -1: none
    const char *does;
} copiers[] = {
    {"memcpy", 1, 0, 2, "copies"},           {"memmove", 1, 0, 2, "copies"},
    {"mempcpy", 1, 0, 2, "copies"},          {"bcopy", 0, 1, 2, "copies"},
    {"__builtin_memcpy", 1, 0, 2, "copies"}, {"__builtin_memmove", 1, 0, 2, "copies"},
    {"__memcpy_chk", 1, 0, 2, "copies"},     {"__builtin___memcpy_chk", 1, 0, 2, "copies"},
    {"realloc", 0, -1, -1, "moves"},         {"reallocarray", 0, -1, -1, "moves"},
    {"qsort", 0, -1, -1, "moves"},           {"qsort_r", 0, -1, -1, "moves"},
};

static const struct copier *copier(const char *name)
{
    for (size_t i = 0; i < sizeof copiers / sizeof *copiers; i++) {
        if (strcmp(copiers[i].name, name) == 0)
            return &copiers[i];
    }
    return NULL;
}

static bool is_copier(const char *name)
{
    return copier(name) || strcmp(name, "memset") == 0 || strcmp(name, "__builtin_memset") == 0;
}

static int64_t first_lock(const struct vet_type *type)
{
    int64_t first = INT64_MAX;
    if (type->kind == VET_LOCK)
        return 0;
    if (type->kind == VET_ARRAY && type->target)
        return first_lock(type->target);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct vet_field *f = type->fields[i];
        int64_t inner = f->type ? first_lock(f->type) : INT64_MAX;
        if (inner != INT64_MAX && f->offset + inner < first)
            first = f->offset + inner;
    }
    return first;
}

static const struct vet_value *argument(const struct vet_op *op, int number)
{
    return number >= 0 && (size_t)number < op->argument_count ? op->arguments[number] : NULL;
}

// Is a size so many times that of the type?
static bool is_of_whole(const struct vet_value *size, const struct vet_type *type)
{
    if (size->kind == VET_VALUE_CONSTANT)
        return type->size > 0 && size->constant % type->size == 0;
    return size->kind == VET_VALUE_BINARY && size->operator_ == VET_MULTIPLY &&
           (is_of_whole(size->left, type) || is_of_whole(size->right, type));
}

static void found_call(const struct copying *c, const struct vet_function *f,
                       const struct vet_op *op, const struct copier *by)
{
    const struct vet_value *from = argument(op, by->from), *size = argument(op, by->size);
    const struct vet_value *to = argument(op, by->to);
    const struct vet_type *type = from && from->type ? from->type->target : NULL;
    const char *way = vet_contained(c->program, type);
    if (!way || !type || from->kind == VET_VALUE_CONSTANT || type->is_const)
        return;
    if (size && size->kind == VET_VALUE_CONSTANT && size->constant <= first_lock(type))
        return;
    const struct vet_place *source = vet_target(c->program, from, type);
    // p + 1: what lies behind the object, of unknown size.
    if (source->kind == VET_PLACE_ELEMENT && source->base->kind == VET_PLACE_TARGET && size &&
        !is_of_whole(size, type))
        return;
    struct vet_life life = vet_life_in(f, source);
    if (is_unused(c, f, source) || (life.is_made && (life.is_freed || !to)) ||
        (to && is_harmless(c, f, vet_target(c->program, to, type), source)))
        return;
    vet_found(c->out, "copylock", op->location, f, "call of %s %s lock value: %s",
              op->function->name, by->does, way);
}

// ---- all ----------------------------------------------------------------------------------------

static void look_at(void *arg, const struct vet_function *f, const struct vet_block *b,
                    const struct vet_op *op)
{
    (void)b;
    const struct copying *c = arg;
    const struct copier *by =
        op->kind == VET_OP_CALL && op->function ? copier(op->function->name) : NULL;
    if (op->kind == VET_OP_COPY)
        found_copy(c, f, op);
    else if (by)
        found_call(c, f, op, by);
}

static void look_at_parameters(const struct copying *c, const struct vet_function *f)
{
    for (size_t i = 0; i < f->parameter_count; i++) {
        const char *way = vet_contained(c->program, f->parameters[i]->type);
        if (way)
            vet_found(c->out, "copylock", f->parameters[i]->location, f,
                      "%s passes lock by value: %s", f->name, way);
    }
}

static void run(struct vet_flow *f, struct vet_findings *out)
{
    struct copying c = {f, vet_flow_program(f), out};
    for (size_t i = 0; i < c.program->function_count; i++)
        look_at_parameters(&c, c.program->functions[i]);
    vet_each_op(c.program, look_at, &c);
}

const struct vet_check vet_check_copylock = {
    "copylock", "a lock, or what contains one, is copied after it was used", run, NULL};
