// effects.c - what a call does to locks, by what is declared of its function.
// SPDX-License-Identifier: MIT
#include "vet/locks/rules.h"

#include <string.h>

// ---- places by name -----------------------------------------------------------------------------

const struct vet_place *vet_member(struct vet_program *p, const struct vet_place *base,
                                   const char *name)
{
    const struct vet_type *type = base->type;
    for (size_t i = 0; type && i < type->field_count; i++) {
        const struct vet_field *f = type->fields[i];
        if (strcmp(f->name, name) == 0)
            return vet_field_place(p, base, f);
        if (f->name[0] != '\0')
            continue;
        const struct vet_place *inner = vet_member(p, vet_field_place(p, base, f), name);
        if (inner)
            return inner;
    }
    return NULL;
}

static const struct vet_place *pointed_to(struct vet_program *p, const struct vet_value *pointer)
{
    return vet_target(p, pointer, pointer->type ? pointer->type->target : NULL);
}

// "->mu.inner", from place on. The first -> has been followed already, as an argument is a pointer.
static const struct vet_place *follow(struct vet_program *p, const struct vet_place *place,
                                      const char *path)
{
    for (bool first = true; place && *path; first = false) {
        if (*path == '-' && !first)
            place = pointed_to(p, vet_load(p, place));
        path += *path == '-' ? 2 : 1;
        char name[128] = "";
        size_t length = strcspn(path, ".-");
        if (length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        path += length;
        place = vet_member(p, place, name);
    }
    if (place && place->type && place->type->kind == VET_POINTER)
        place = pointed_to(p, vet_load(p, place));
    return place;
}

// A lock that no file shows is still one and the same.
static const struct vet_variable *global_named(struct vet_program *p, const char *name)
{
    for (size_t i = 0; i < p->global_count; i++) {
        if (strcmp(p->globals[i]->name, name) == 0)
            return p->globals[i];
    }
    char key[256];
    bool is_new;
    snprintf(key, sizeof key, "declared lock %.200s", name);
    struct vet_variable *v = vet_variable(p, key, &is_new);
    if (is_new) {
        v->name = vet_text(p, name);
        v->kind = VET_GLOBAL;
    }
    return v;
}

// ---- rules --------------------------------------------------------------------------------------

static const struct vet_value *argument(const struct vet_op *call, int number)
{
    return number >= 0 && (size_t)number < call->argument_count ? call->arguments[number] : NULL;
}

static const struct vet_place *lock_of(struct vet_program *p, const struct lock_rule *r,
                                       const struct vet_op *call)
{
    if (r->global)
        return vet_variable_place(p, global_named(p, r->global));
    const struct vet_value *pointer = argument(call, r->lock);
    if (!pointer)
        return NULL;
    const struct vet_place *place = pointed_to(p, pointer);
    if (r->lock_behind)
        place = pointed_to(p, vet_load(p, place));
    return r->path ? follow(p, place, r->path) : place;
}

static void apply_rule(struct vet_program *p, const struct lock_rule *r, const struct vet_op *call,
                       struct vet_effect *e)
{
    *e = r->effect;
    e->lock = lock_of(p, r, call);
    e->argument = argument(call, r->value);
    const struct vet_value *other = argument(call, r->other);
    const struct vet_value *starts = argument(call, r->function);
    e->other = other ? pointed_to(p, other) : NULL;
    if (starts && starts->kind == VET_VALUE_FUNCTION)
        e->starts = starts->function;
    // With attributes, or of another kind than the plain one, it may be a recursive one.
    if (e->verb == VET_BEGINS && e->argument)
        e->reentrant = e->argument->kind != VET_VALUE_CONSTANT || e->argument->constant != 0;
}

// ---- promises -----------------------------------------------------------------------------------

static bool effect_of_promise(const struct vet_promise *promise, struct vet_effect *e)
{
    *e = (struct vet_effect){.shared = promise->shared};
    switch (promise->kind) {
    case VET_ACQUIRES: e->verb = VET_LOCKS; return true;
    case VET_TRY_ACQUIRES:
        e->verb = VET_TRIES;
        e->success = promise->result ? VET_NONZERO : VET_ZERO;
        return true;
    case VET_RELEASES:
        e->verb = VET_UNLOCKS;
        e->either = true; // clang's release_capability is for both
        return true;
    case VET_REQUIRES: // the caller's business: it changes nothing
    case VET_EXCLUDES: return false;
    case VET_ASSERTS: e->verb = VET_HOLDS; return true;
    case VET_UNCHECKED: return false;
    }
    return false;
}

static size_t promised(struct vet_program *p, const struct vet_op *call, struct vet_effect *out)
{
    const struct vet_function *f = call->function;
    size_t count = 0;
    for (size_t i = 0; i < f->promise_count && count < VET_EFFECTS; i++) {
        const struct vet_promise *promise = &f->promises[i];
        if (!effect_of_promise(promise, &out[count]))
            continue;
        if (promise->lock)
            out[count].lock = vet_seen_by_caller(p, call, f, promise->lock);
        count++;
    }
    return count;
}

size_t vet_declared_effects(const struct vet_locks *l, struct vet_program *p,
                            const struct vet_op *call, struct vet_effect *out)
{
    if (!call->function)
        return 0;
    const struct lock_name *n = lock_name_find(l, call->function->name);
    if (!n || !n->rules)
        return promised(p, call, out);
    size_t count = 0;
    for (const struct lock_rule *r = n->rules; r && count < VET_EFFECTS; r = r->next)
        apply_rule(p, r, call, &out[count++]);
    return count;
}

int vet_returned_argument(const struct vet_locks *l, const struct vet_function *f)
{
    if (!f || !f->returns)
        return -1;
    const struct lock_name *n = lock_name_find(l, f->name);
    for (const struct lock_rule *r = n ? n->rules : NULL; r; r = r->next) {
        if (r->effect.verb == VET_RETURNS)
            return r->value;
    }
    return -1;
}

bool vet_is_primitive(const struct vet_locks *l, const struct vet_function *f)
{
    const struct lock_name *n = lock_name_find(l, f->name);
    if (n && n->rules)
        return true;
    for (size_t i = 0; i < f->promise_count; i++) {
        enum vet_promise_kind kind = f->promises[i].kind;
        if (kind != VET_REQUIRES && kind != VET_EXCLUDES && kind != VET_UNCHECKED)
            return true;
    }
    return false;
}
