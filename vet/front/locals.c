// locals.c - variables of a function, and those that nobody has named.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vet_variable *make(struct lower *l, enum vet_variable_kind kind)
{
    size_t size = strlen(l->f->key) + 32;
    char *key = xcalloc(1, size);
    bool is_new = false;
    snprintf(key, size, "%s##%u", l->f->key, l->counter++);
    struct vet_variable *v = vet_variable(l->p, key, &is_new);
    v->kind = kind;
    v->function = l->f;
    free(key);
    return v;
}

static struct vet_variable *make_local(struct lower *l, CXCursor declaration)
{
    bool is_static = clang_Cursor_getStorageClass(declaration) == CX_SC_Static;
    char *name = front_spelling(declaration);
    struct vet_variable *v = make(l, is_static ? VET_GLOBAL : VET_LOCAL);
    v->name = vet_text(l->p, name);
    v->is_static = is_static;
    v->is_thread_local = clang_getCursorTLSKind(declaration) != CXTLS_None;
    v->type = front_type(l->u, clang_getCursorType(declaration));
    v->location = front_location(l->u, clang_getCursorLocation(declaration));
    front_guarded_by(l->u, declaration, &v->guarded_by, &v->guards_target);
    front_map_set(&l->u->variables, declaration.data[0], v);
    free(name);
    return v;
}

static bool is_global(CXCursor declaration)
{
    enum CXCursorKind parent = clang_getCursorKind(clang_getCursorSemanticParent(declaration));
    return parent == CXCursor_TranslationUnit ||
           clang_getCursorLinkage(declaration) == CXLinkage_External;
}

struct vet_variable *lower_variable(struct lower *l, CXCursor declaration)
{
    struct vet_variable *v = front_map_get(&l->u->variables, declaration.data[0]);
    if (v)
        return v;
    if (clang_getCursorKind(declaration) == CXCursor_VarDecl && is_global(declaration))
        return front_global(l->u, declaration);
    return make_local(l, declaration);
}

// As it stands in the source, if that is short: (c ? a : b).
static const char *name_of(struct lower *l, const struct node *n)
{
    enum { LONGEST = 60 };
    CXSourceRange range = clang_getCursorExtent(n->cursor);
    unsigned begin = 0, end = 0;
    size_t size = 0;
    char name[LONGEST + 3];
    clang_getSpellingLocation(clang_getRangeStart(range), NULL, NULL, NULL, &begin);
    clang_getSpellingLocation(clang_getRangeEnd(range), NULL, NULL, NULL, &end);
    const char *text = front_text(l->u, clang_getRangeStart(range), &size);
    if (!text || end <= begin || end - begin > LONGEST || end - begin > size ||
        memchr(text, '\n', end - begin))
        return "(...)";
    bool is_enclosed = text[0] == '(';
    snprintf(name, sizeof name, is_enclosed ? "%.*s" : "(%.*s)", (int)(end - begin), text);
    return vet_text(l->p, name);
}

const struct vet_place *lower_temporary(struct lower *l, struct node *n,
                                        const struct vet_type *type)
{
    struct vet_variable *v = make(l, VET_TEMPORARY);
    v->name = name_of(l, n);
    v->type = type;
    v->location = front_location(l->u, clang_getCursorLocation(n->cursor));
    return vet_variable_place(l->p, v);
}

// A variable with an initialiser ends with it: sizes of arrays stand before.
void lower_declaration(struct lower *l, struct node *n)
{
    struct vet_variable *v = lower_variable(l, n->cursor);
    const struct vet_place *place = vet_variable_place(l->p, v);
    CXCursor init = clang_Cursor_getVarDeclInitializer(n->cursor);
    bool has_init = n->last && tree_is_same(init, n->last->cursor);
    if (v->kind == VET_GLOBAL) {
        front_note_addresses(l->u, n->cursor);
        return;
    }
    lower_op(l, VET_OP_DECLARE, n)->place = place;
    if (has_init)
        lower_initialise(l, n->last, place, true);
    char *attributes = front_attributes(n->cursor);
    const char *at = attributes;
    char *cleanup = attributes ? front_attribute(&at, "cleanup") : NULL;
    if (!cleanup && attributes) {
        at = attributes;
        cleanup = front_attribute(&at, "__cleanup__");
    }
    if (cleanup)
        lower_add_cleanup(l, v, cleanup);
    free(cleanup);
    free(attributes);
}
