// guarded_declared.c - data that is declared to be guarded by a lock, used without it.
// SPDX-License-Identifier: MIT
#include "vet/checks/guarded.h"

#include <ctype.h>
#include <string.h>

// ---- what is declared ---------------------------------------------------------------------------

// The last name of "&mu", "self->mu", "mu".
static const char *member_of(const char *text, bool *is_only_one)
{
    size_t length = strlen(text);
    while (length > 0 && !isalnum((unsigned char)text[length - 1]) && text[length - 1] != '_')
        length--;
    size_t begin = length;
    while (begin > 0 && (isalnum((unsigned char)text[begin - 1]) || text[begin - 1] == '_'))
        begin--;
    *is_only_one = begin == 0 || !strchr(".>", text[begin - 1]);
    return text + begin;
}

static const struct vet_lock_class *beside(const struct vet_uses *u, const struct vet_place *place,
                                           const char *text, const struct vet_place **owner)
{
    char name[128];
    bool is_only_one;
    const char *from = member_of(text, &is_only_one);
    size_t length = 0;
    while (isalnum((unsigned char)from[length]) || from[length] == '_')
        length++;
    if (length == 0 || length >= sizeof name)
        return NULL;
    memcpy(name, from, length);
    name[length] = '\0';
    // A member of the object around it may guard it as well.
    for (const struct vet_place *at = place->base; at; at = at->base) {
        const struct vet_place *lock = vet_member(u->program, at, name);
        const struct vet_lock_class *c = lock ? vet_class_of(u->flow, lock) : NULL;
        if (c) {
            *owner = vet_owner_of_lock(lock, c);
            return c;
        }
    }
    return NULL;
}

// Files may have static variables of the same name: that of the file where it is said is meant.
static const struct vet_place *global_lock(const struct vet_uses *u, const char *text,
                                           const char *file)
{
    const struct vet_variable *found = NULL;
    size_t length = 0;
    text += strspn(text, " &*(");
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    for (size_t i = 0; i < u->program->global_count; i++) {
        const struct vet_variable *v = u->program->globals[i];
        if (!v->name || strncmp(v->name, text, length) != 0 || v->name[length] != '\0')
            continue;
        bool is_here = v->location.file == file;
        if (is_here || (!v->is_static && !found))
            found = v;
        if (is_here)
            break;
    }
    if (!found)
        return NULL;
    text += length;
    if (text[strspn(text, " )")] == '\0')
        return vet_variable_place(u->program, found);
    return found->is_static ? NULL : vet_lock_expression(u->program, NULL, text - length);
}

static const struct vet_lock_class *resolve(const struct vet_uses *u, const struct vet_place *place,
                                            const char *text, const struct vet_place **owner)
{
    const struct vet_lock_class *c = NULL;
    *owner = NULL;
    if (place->kind == VET_PLACE_FIELD)
        c = beside(u, place, text, owner);
    if (c)
        return c;
    const char *file = place->kind == VET_PLACE_FIELD ? place->field->location.file
                                                      : place->variable->location.file;
    const struct vet_place *lock = global_lock(u, text, file);
    c = lock ? vet_class_of(u->flow, lock) : NULL;
    if (c)
        *owner = vet_owner_of_lock(lock, c);
    return c && c->variable ? c : *owner ? c : NULL;
}

const struct vet_lock_class *vet_declared_guard(const struct vet_uses *u,
                                                const struct vet_place *place,
                                                const struct vet_place **owner)
{
    bool by_pointer = false; // what the place points to is used
    while (place) {
        const char *text = NULL;
        bool of_target = false;
        if (place->kind == VET_PLACE_FIELD) {
            text = place->field->guarded_by;
            of_target = place->field->guards_target;
        } else if (place->kind == VET_PLACE_VARIABLE) {
            text = place->variable->guarded_by;
            of_target = place->variable->guards_target;
        }
        if (text && of_target == by_pointer)
            return resolve(u, place, text, owner);
        if (place->kind == VET_PLACE_TARGET) {
            if (by_pointer || place->value->kind != VET_VALUE_LOAD)
                return NULL;
            by_pointer = true;
            place = place->value->place;
        } else {
            if (by_pointer)
                return NULL;
            place = place->base;
        }
    }
    return NULL;
}

// ---- uses ---------------------------------------------------------------------------------------

static void tell(const struct vet_uses *u, struct vet_findings *out, const struct vet_use *use,
                 enum vet_guarding g, const struct vet_lock_class *guard)
{
    const char *what = vet_place_name(u->program, use->op->place);
    const char *lock = vet_guard_name(u, use->op->place, guard);
    const char *done = vet_is_write(use) ? "written" : "read";
    if (g == VET_GUARDED_SHARED)
        vet_found(out, "guarded", use->op->location, use->function,
                  "'%s' is written while '%s', which guards it, is held for reading only", what,
                  lock);
    else
        vet_found(out, "guarded", use->op->location, use->function,
                  "'%s' is %s without '%s', which guards it", what, done, lock);
}

static bool begins_or_ends(const struct vet_uses *u, const struct vet_use *use)
{
    const struct vet_context *c = vet_context_of(u, use->function);
    return !c || c->is_alone || vet_is_own(u, use);
}

void vet_check_declared(const struct vet_uses *u, struct vet_findings *out)
{
    for (size_t i = 0; i < u->count; i++) {
        const struct vet_use *use = &u->list[i];
        const struct vet_place *owner = NULL;
        const struct vet_lock_class *guard =
            use->place ? vet_declared_guard(u, use->place, &owner) : NULL;
        if (!guard || begins_or_ends(u, use) || vet_is_read_of_update(u, i))
            continue;
        enum vet_guarding g = vet_guarding_of(u, use, owner, guard, true);
        if (g != VET_GUARDED && g != VET_UNSURE)
            tell(u, out, use, g, guard);
    }
}
