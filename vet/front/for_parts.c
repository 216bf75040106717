// for_parts.c - which parts of a for are there: clang leaves out those that are not, and does not
// tell which.
// SPDX-License-Identifier: MIT
#include "vet/front/lower.h"

static unsigned offset_of(CXSourceLocation at, CXFile *file)
{
    unsigned offset = 0;
    clang_getSpellingLocation(at, file, NULL, NULL, &offset);
    return offset;
}

static const char *skip_text(const char *at, const char *end)
{
    char quote = *at++;
    while (at < end && *at != quote)
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at;
}

static const char *skip_comment(const char *at, const char *end)
{
    bool is_line = at[1] == '/';
    for (at += 2; at + 1 < end; at++) {
        if (is_line ? *at == '\n' : *at == '*' && at[1] == '/')
            return is_line ? at : at + 1;
    }
    return at;
}

// Finds the two semicolons of for (;;). False: they are not in this text.
static bool find_semicolons(const char *text, size_t size, size_t *semicolons)
{
    unsigned depth = 0, found = 0;
    const char *end = text + size;
    for (const char *at = text; at < end; at++) {
        if (*at == '"' || *at == '\'')
            at = skip_text(at, end);
        else if (*at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*'))
            at = skip_comment(at, end);
        else if (at < end && (*at == '(' || *at == '{'))
            depth++;
        else if (at < end && (*at == ')' || *at == '}') && (depth == 0 || --depth == 0))
            return false;
        else if (*at == ';' && depth == 1) {
            semicolons[found++] = (size_t)(at - text);
            if (found == 2)
                return true;
        }
    }
    return false;
}

static bool by_text(struct lower *l, const struct node *n, struct lower_for *parts)
{
    CXSourceLocation begin = clang_getCursorLocation(n->cursor);
    CXFile file = NULL, other = NULL;
    size_t size = 0, semicolons[2];
    const char *text = front_text(l->u, begin, &size);
    unsigned base = offset_of(begin, &file);
    if (!text || !find_semicolons(text, size, semicolons))
        return false;
    for (struct node *c = n->first; c != n->last; c = c->next) {
        CXSourceRange range = clang_getCursorExtent(c->cursor);
        size_t offset = offset_of(clang_getRangeStart(range), &other) - (size_t)base;
        if (other != file || offset > size)
            return false;
        struct node **part = offset < semicolons[0]    ? &parts->init
                             : offset <= semicolons[1] ? &parts->condition
                                                       : &parts->increment;
        if (*part || (part == &parts->increment && semicolons[1] + 400 < offset))
            return false;
        *part = c;
    }
    return true;
}

static bool is_step(const struct node *n)
{
    if (n->kind == CXCursor_CompoundAssignOperator)
        return true;
    if (n->kind == CXCursor_UnaryOperator) {
        enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(n->cursor);
        return op == CXUnaryOperator_PostInc || op == CXUnaryOperator_PostDec ||
               op == CXUnaryOperator_PreInc || op == CXUnaryOperator_PreDec;
    }
    return false;
}

static bool is_assignment(const struct node *n)
{
    if (n->kind != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(n->cursor);
    return op == CXBinaryOperator_Assign || (op == CXBinaryOperator_Comma && n->last &&
                                             (is_assignment(n->last) || is_step(n->last)));
}

// Inside of macros, what they look like must do.
static void by_kind(const struct node *n, struct lower_for *parts)
{
    struct node *c = n->first, *body = n->last;
    *parts = (struct lower_for){0};
    if (c != body && (c->kind == CXCursor_DeclStmt || (is_assignment(c) && !is_step(c)))) {
        parts->init = c;
        c = c->next;
    }
    if (c != body && (c->next != body || !(is_step(c) || is_assignment(c)))) {
        parts->condition = c;
        c = c->next;
    }
    if (c != body)
        parts->increment = c;
}

struct lower_for lower_for_parts(struct lower *l, struct node *n)
{
    struct lower_for parts = {0};
    if (n->count == 4)
        parts = (struct lower_for){n->first, tree_child(n, 1), tree_child(n, 2), NULL};
    else if (n->count > 1 && !by_text(l, n, &parts))
        by_kind(n, &parts);
    parts.body = n->last;
    return parts;
}
