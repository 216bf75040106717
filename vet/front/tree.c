// tree.c - the statements and expressions of one function.
// SPDX-License-Identifier: MIT
#include "vet/front/tree.h"

#include "xalloc.h"

#include <stdlib.h>

enum { CHUNK = 100, DEEPEST = 20000 };

struct chunk {
    struct chunk *next;
    size_t used;
    struct node nodes[CHUNK];
};

struct tree {
    struct chunk *chunks;
    struct node *root;
    struct node **above; // the way from the root to the node that was last read
    size_t depth, room;
};

static struct node *new_node(struct tree *t, CXCursor c)
{
    if (!t->chunks || t->chunks->used == CHUNK) {
        struct chunk *made = xcalloc(1, sizeof *made);
        made->next = t->chunks;
        t->chunks = made;
    }
    struct node *n = &t->chunks->nodes[t->chunks->used++];
    n->cursor = c;
    n->kind = clang_getCursorKind(c);
    return n;
}

static void push(struct tree *t, struct node *n)
{
    if (t->depth == t->room) {
        t->room = t->room ? t->room * 2 : 64;
        t->above = xrealloc(t->above, t->room * sizeof *t->above);
    }
    t->above[t->depth++] = n;
}

static bool is_left_out(enum CXCursorKind kind)
{
    return clang_isAttribute(kind) || kind == CXCursor_TypeRef ||
           (clang_isDeclaration(kind) && kind != CXCursor_VarDecl);
}

// A cast refers to what is cast; va_arg(ap, int) does not refer to ap.
static bool hides(const struct node *parent, const struct node *child)
{
    if (parent->kind != CXCursor_UnexposedExpr)
        return false;
    if (!clang_isExpression(child->kind))
        return true;
    if (child->kind != CXCursor_UnexposedExpr && child->kind != CXCursor_DeclRefExpr &&
        child->kind != CXCursor_MemberRefExpr)
        return false;
    return clang_Cursor_isNull(clang_getCursorReferenced(parent->cursor)) &&
           !clang_Cursor_isNull(clang_getCursorReferenced(child->cursor));
}

// Cursors of one expression may differ: they remember the variable that they were come across in.
bool tree_is_same(CXCursor a, CXCursor b)
{
    if (a.kind != b.kind)
        return false;
    return clang_isDeclaration(a.kind) ? a.data[0] == b.data[0] : a.data[1] == b.data[1];
}

static enum CXChildVisitResult read_node(CXCursor c, CXCursor parent, CXClientData data)
{
    struct tree *t = data;
    enum CXCursorKind kind = clang_getCursorKind(c);
    if (is_left_out(kind))
        return CXChildVisit_Continue;
    while (t->depth > 1 && !tree_is_same(t->above[t->depth - 1]->cursor, parent))
        t->depth--;
    struct node *n = new_node(t, c), *above = t->above[t->depth - 1];
    if (above->last)
        above->last->next = n;
    else
        above->first = n;
    above->last = n;
    above->count++;
    above->is_opaque |= hides(above, n);
    push(t, n);
    return kind == CXCursor_UnaryExpr || t->depth > DEEPEST ? CXChildVisit_Continue
                                                            : CXChildVisit_Recurse;
}

struct tree *tree_read(CXCursor root)
{
    struct tree *t = xcalloc(1, sizeof *t);
    t->root = new_node(t, root);
    push(t, t->root);
    clang_visitChildren(root, read_node, t);
    return t;
}

struct node *tree_root(struct tree *t)
{
    return t->root;
}

void tree_free(struct tree *t)
{
    while (t->chunks) {
        struct chunk *next = t->chunks->next;
        free(t->chunks);
        t->chunks = next;
    }
    free(t->above);
    free(t);
}

struct node *tree_child(const struct node *n, unsigned index)
{
    struct node *child = n->first;
    while (child && index-- > 0)
        child = child->next;
    return child;
}

bool tree_is_wrapper(const struct node *n)
{
    return (n->kind == CXCursor_ParenExpr || n->kind == CXCursor_UnexposedExpr) && n->count == 1 &&
           !n->is_opaque;
}

struct node *tree_bare(struct node *n)
{
    while (tree_is_wrapper(n))
        n = n->first;
    return n;
}

bool tree_is_expression(const struct node *n)
{
    return clang_isExpression(n->kind);
}
