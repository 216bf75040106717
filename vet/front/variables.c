// variables.c - variables that are not local to a function.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include <stdlib.h>
#include <string.h>

// PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP and its like: what they expand to says less.
static bool is_recursive(struct front_unit *u, CXCursor declaration)
{
    CXToken *tokens = NULL;
    unsigned count = 0;
    bool found = false;
    clang_tokenize(u->tu, clang_getCursorExtent(declaration), &tokens, &count);
    for (unsigned i = 0; i < count && !found; i++) {
        CXString word = clang_getTokenSpelling(u->tu, tokens[i]);
        found = strstr(clang_getCString(word), "RECURSIVE") != NULL;
        clang_disposeString(word);
    }
    clang_disposeTokens(u->tu, tokens, count);
    return found;
}

static void fill(struct front_unit *u, struct vet_variable *v, CXCursor declaration)
{
    char *name = front_spelling(declaration);
    v->name = vet_text(u->p, name);
    v->kind = VET_GLOBAL;
    v->is_static = clang_Cursor_getStorageClass(declaration) == CX_SC_Static;
    v->is_thread_local = clang_getCursorTLSKind(declaration) != CXTLS_None;
    v->type = front_type(u, clang_getCursorType(declaration));
    v->location = front_location(u, clang_getCursorLocation(declaration));
    if (vet_contained(u->p, v->type))
        v->is_recursive = v->is_recursive || is_recursive(u, declaration);
    free(name);
}

struct vet_variable *front_global(struct front_unit *u, CXCursor declaration)
{
    struct vet_variable *v = front_map_get(&u->variables, declaration.data[0]);
    bool is_new = false;
    if (v)
        return v;
    v = vet_variable(u->p, front_key(u, declaration), &is_new);
    front_map_set(&u->variables, declaration.data[0], v);
    CXCursor definition = clang_getCursorDefinition(declaration);
    bool is_definition = clang_equalCursors(definition, declaration);
    if (is_new || is_definition)
        fill(u, v, declaration);
    if (!v->guarded_by)
        front_guarded_by(u, declaration, &v->guarded_by, &v->guards_target);
    return v;
}

static enum CXChildVisitResult add_global(CXCursor c, CXCursor parent, CXClientData data)
{
    struct front_unit *u = data;
    (void)parent;
    enum CXCursorKind kind = clang_getCursorKind(c);
    if (kind != CXCursor_VarDecl && kind != CXCursor_FunctionDecl)
        return CXChildVisit_Continue;
    char *name = front_spelling(c);
    front_names_put(&u->globals, name, &u->declarations[u->declaration_count]);
    u->declarations[u->declaration_count++] = c;
    free(name);
    return CXChildVisit_Continue;
}

static enum CXChildVisitResult count_one(CXCursor c, CXCursor parent, CXClientData count)
{
    (void)c, (void)parent;
    ++*(size_t *)count;
    return CXChildVisit_Continue;
}

CXCursor front_named(struct front_unit *u, const char *name)
{
    if (!u->declarations) {
        size_t count = 1;
        CXCursor all = clang_getTranslationUnitCursor(u->tu);
        clang_visitChildren(all, count_one, &count);
        u->declarations = calloc(count, sizeof *u->declarations);
        if (!u->declarations)
            abort();
        clang_visitChildren(all, add_global, u);
    }
    const CXCursor *found = front_names_get(&u->globals, name);
    return found ? *found : clang_getNullCursor();
}
