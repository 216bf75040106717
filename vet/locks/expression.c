// expression.c - the locks that attributes name.
// SPDX-License-Identifier: MIT
#include "vet/locks/locks.h"

#include <ctype.h>
#include <string.h>

static const struct vet_variable *variable_named(const struct vet_program *p,
                                                 const struct vet_function *f, const char *name)
{
    for (size_t i = 0; f && i < f->parameter_count; i++) {
        if (strcmp(f->parameters[i]->name, name) == 0)
            return f->parameters[i];
    }
    for (size_t i = 0; i < p->global_count; i++) {
        if (strcmp(p->globals[i]->name, name) == 0)
            return p->globals[i];
    }
    return NULL;
}

static const char *read_name(const char *text, char *name, size_t size)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    if (length == 0 || length >= size)
        return NULL;
    memcpy(name, text, length);
    name[length] = '\0';
    return text + length;
}

static const struct vet_place *pointed_to(struct vet_program *p, const struct vet_place *pointer)
{
    const struct vet_type *type = pointer->type;
    if (!type || type->kind != VET_POINTER)
        return NULL;
    return vet_target(p, vet_load(p, pointer), type->target);
}

const struct vet_place *vet_lock_expression(struct vet_program *p, const struct vet_function *f,
                                            const char *text)
{
    char name[128];
    text += strspn(text, " &*("); // a lock is meant, however many times it is pointed to
    const char *rest = read_name(text, name, sizeof name);
    const struct vet_variable *v = rest ? variable_named(p, f, name) : NULL;
    const struct vet_place *place = v ? vet_variable_place(p, v) : NULL;
    while (place && *rest != '\0' && *rest != ')' && *rest != ' ') {
        if (strncmp(rest, "->", 2) == 0)
            place = pointed_to(p, place);
        else if (*rest != '.')
            return NULL;
        rest = read_name(rest + (*rest == '.' ? 1 : 2), name, sizeof name);
        place = place && rest ? vet_member(p, place, name) : NULL;
    }
    while (place && place->type && place->type->kind == VET_POINTER)
        place = pointed_to(p, place);
    return place;
}
