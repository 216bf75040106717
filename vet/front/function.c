// function.c - the functions of a file, one after the other.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

#include <stdlib.h>
#include <string.h>

void front_unit_begin(struct front_unit *u, struct front_reader *r, CXTranslationUnit tu,
                      const char *folder)
{
    *u = (struct front_unit){.reader = r, .p = r->p, .tu = tu, .folder = folder};
}

void front_unit_end(struct front_unit *u)
{
    front_map_free(&u->files);
    front_map_free(&u->types);
    front_map_free(&u->fields);
    front_map_free(&u->variables);
    front_map_free(&u->functions);
    front_names_free(&u->globals);
    free(u->declarations);
}

// The range ends behind the brace.
static struct vet_location closing_brace(struct front_unit *u, CXCursor declaration)
{
    CXSourceRange range = clang_getCursorExtent(declaration);
    struct vet_location at = front_location(u, clang_getRangeEnd(range));
    if (at.column > 1)
        at.column--;
    return at;
}

static struct node *body_of(struct node *root)
{
    for (struct node *n = root->first; n; n = n->next) {
        if (n->kind == CXCursor_CompoundStmt)
            return n;
    }
    return NULL;
}

void lower_function(struct front_unit *u, struct vet_function *f, CXCursor declaration)
{
    struct lower l = {.u = u, .p = u->p, .f = f};
    struct tree *tree = tree_read(declaration);
    struct node *body = body_of(tree_root(tree));
    f->is_defined = true;
    f->location = front_location(u, clang_getCursorLocation(declaration));
    f->end = closing_brace(u, declaration);
    l.now = lower_new_block(&l);
    if (body)
        lower_statement(&l, body);
    else
        l.is_incomplete = true;
    if (!l.now->is_ended)
        lower_return(&l, NULL, f->end, true);
    lower_resolve_jumps(&l);
    f->is_incomplete = l.is_incomplete;
    lower_finish(&l);
    tree_free(tree);
}

// An inline function of a header is in many files, but is written once.
static void add_function(struct front_unit *u, CXCursor c)
{
    struct vet_function *f = front_function(u, c);
    if (!f->is_defined)
        lower_function(u, f, c);
}

// A function whose address stands in an initialiser may be called by anybody.
static enum CXChildVisitResult look_for_addresses(CXCursor c, CXCursor parent, CXClientData data)
{
    struct front_unit *u = data;
    (void)parent;
    if (clang_getCursorKind(c) == CXCursor_UnaryExpr)
        return CXChildVisit_Continue;
    if (clang_getCursorKind(c) != CXCursor_DeclRefExpr)
        return CXChildVisit_Recurse;
    CXCursor what = clang_getCursorReferenced(c);
    if (clang_getCursorKind(what) == CXCursor_FunctionDecl)
        front_function(u, what)->address_taken = true;
    if (clang_getCursorKind(what) == CXCursor_VarDecl)
        front_global(u, what)->address_taken = true;
    return CXChildVisit_Continue;
}

void front_note_addresses(struct front_unit *u, CXCursor variable)
{
    clang_visitChildren(variable, look_for_addresses, u);
}

static enum CXChildVisitResult read_declaration(CXCursor c, CXCursor parent, CXClientData data)
{
    struct front_unit *u = data;
    enum CXCursorKind kind = clang_getCursorKind(c);
    (void)parent;
    if ((kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl) ||
        clang_Location_isInSystemHeader(clang_getCursorLocation(c)))
        return CXChildVisit_Continue;
    if (kind == CXCursor_FunctionDecl && clang_isCursorDefinition(c))
        add_function(u, c);
    if (kind == CXCursor_VarDecl && clang_Cursor_getStorageClass(c) != CX_SC_Extern) {
        front_global(u, c);
        front_note_addresses(u, c);
    }
    return CXChildVisit_Continue;
}

void front_lower(struct front_unit *u)
{
    clang_visitChildren(clang_getTranslationUnitCursor(u->tu), read_declaration, u);
}
