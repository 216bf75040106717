// tree.h - the statements and expressions of one function.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_TREE_H
#define PAWL_VET_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <clang-c/Index.h>

struct node {
    CXCursor cursor;
    enum CXCursorKind kind;
    struct node *first, *next; // the first child, the next one of the same parent
    struct node *last;
    unsigned count; // of children
    bool is_opaque; // no cast, though it looks like one: va_arg, offsetof
};

struct tree;

// tree_read returns what is below a declaration or a statement, which is the root; what is never
// evaluated (types, operands of sizeof) is left out.
struct tree *tree_read(CXCursor root);
struct node *tree_root(struct tree *t);
void tree_free(struct tree *t);

struct node *tree_child(const struct node *n, unsigned index); // NULL: there is none

// The expression below parentheses and implicit casts.
struct node *tree_bare(struct node *n);

// Is it a cast that nobody wrote, or parentheses?
bool tree_is_wrapper(const struct node *n);

bool tree_is_same(CXCursor a, CXCursor b); // are they the same statement or declaration?

bool tree_is_expression(const struct node *n);

#endif
