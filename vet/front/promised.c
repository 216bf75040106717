// promised.c - the locks that attributes name, by expressions over parameters and globals.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Clang has understood the expression, but does not show it: it is read once more, from its text.
// What may stand there is little: names, members, * and &, indices that are numbers.
struct reader {
    struct front_unit *u;
    const struct vet_function *f;
    CXCursor declaration;
    const char *at;
};

static const struct vet_place *read_unary(struct reader *r);

static void skip_spaces(struct reader *r)
{
    while (*r->at == ' ')
        r->at++;
}

static bool skip(struct reader *r, const char *sign)
{
    size_t length = strlen(sign);
    skip_spaces(r);
    if (strncmp(r->at, sign, length) != 0)
        return false;
    r->at += length;
    return true;
}

static bool read_name(struct reader *r, char *name, size_t size)
{
    size_t length = 0;
    skip_spaces(r);
    if (isdigit((unsigned char)*r->at))
        return false;
    while (isalnum((unsigned char)r->at[length]) || r->at[length] == '_')
        length++;
    if (length == 0 || length >= size)
        return false;
    memcpy(name, r->at, length);
    name[length] = '\0';
    r->at += length;
    return true;
}

static const struct vet_place *parameter(struct reader *r, CXCursor declaration, const char *name)
{
    int count = clang_Cursor_getNumArguments(declaration);
    for (int i = 0; i < count && (size_t)i < r->f->parameter_count; i++) {
        char *parameter = front_spelling(clang_Cursor_getArgument(declaration, (unsigned)i));
        bool is_same = strcmp(parameter, name) == 0;
        free(parameter);
        if (is_same)
            return vet_variable_place(r->u->p, r->f->parameters[i]);
    }
    return NULL;
}

// A definition has the attributes of its declaration too, which may call its parameters otherwise.
static const struct vet_place *named(struct reader *r, const char *name)
{
    const struct vet_place *own = parameter(r, r->declaration, name);
    if (!own)
        own = parameter(r, clang_getCanonicalCursor(r->declaration), name);
    if (own)
        return own;
    CXCursor global = front_named(r->u, name);
    if (clang_getCursorKind(global) != CXCursor_VarDecl)
        return NULL;
    return vet_variable_place(r->u->p, front_global(r->u, global));
}

static const struct vet_place *pointed(struct reader *r, const struct vet_place *place)
{
    struct vet_program *p = r->u->p;
    if (!place || !place->type)
        return NULL;
    if (place->type->kind == VET_ARRAY)
        return vet_element(p, place, vet_constant(p, 0, NULL), place->type->target);
    if (place->type->kind != VET_POINTER)
        return NULL;
    return vet_target(p, vet_load(p, place), place->type->target);
}

static const struct vet_place *member(struct vet_program *p, const struct vet_place *place,
                                      const char *name, unsigned depth)
{
    const struct vet_type *type = place ? place->type : NULL;
    for (size_t i = 0; type && depth < 8 && i < type->field_count; i++) {
        const struct vet_field *field = type->fields[i];
        const struct vet_place *found = vet_field_place(p, place, field);
        if (strcmp(field->name, name) == 0)
            return found;
        if (field->name[0] == '\0' && (found = member(p, found, name, depth + 1)))
            return found;
    }
    return NULL;
}

static const struct vet_place *index_of(struct reader *r, const struct vet_place *place)
{
    char *end = NULL;
    long number = strtol(r->at, &end, 0);
    struct vet_program *p = r->u->p;
    if (end == r->at || *end != ']' || !place || !place->type)
        return NULL;
    r->at = end + 1;
    const struct vet_place *base = place->type->kind == VET_ARRAY ? place : pointed(r, place);
    if (!base)
        return NULL;
    return vet_element(p, base, vet_constant(p, number, NULL), place->type->target);
}

static const struct vet_place *read_postfix(struct reader *r)
{
    char name[256];
    const struct vet_place *place = NULL;
    if (skip(r, "(")) {
        place = read_unary(r);
        if (!skip(r, ")"))
            return NULL;
    } else if (read_name(r, name, sizeof name)) {
        place = named(r, name);
    }
    while (place) {
        bool by_pointer = skip(r, "->");
        if (by_pointer || skip(r, ".")) {
            place = read_name(r, name, sizeof name)
                        ? member(r->u->p, by_pointer ? pointed(r, place) : place, name, 0)
                        : NULL;
        } else if (skip(r, "[")) {
            place = index_of(r, place);
        } else {
            break;
        }
    }
    return place;
}

static const struct vet_place *read_unary(struct reader *r)
{
    if (skip(r, "*"))
        return pointed(r, read_unary(r));
    if (skip(r, "&"))
        return read_unary(r);
    return read_postfix(r);
}

// A pointer stands for what it points to; so m is *m, and &p->mu is p->mu.
const struct vet_place *front_promised(struct front_unit *u, const struct vet_function *f,
                                       CXCursor declaration, const char *expression)
{
    struct reader r = {u, f, declaration, expression};
    const struct vet_place *place = read_unary(&r);
    skip_spaces(&r);
    if (*r.at != '\0' || !place)
        return NULL;
    return place->type && place->type->kind == VET_POINTER ? pointed(&r, place) : place;
}
