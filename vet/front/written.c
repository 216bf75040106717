// written.c - the arguments of attributes, as they are written: clang prints the expressions among
// several as addresses of its own.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <ctype.h>
#include <string.h>

struct search {
    unsigned left; // attributes before the wanted one
    bool is_found;
    CXCursor attribute;
};

static enum CXChildVisitResult look(CXCursor c, CXCursor parent, CXClientData data)
{
    struct search *s = data;
    (void)parent;
    if (!clang_isAttribute(clang_getCursorKind(c)))
        return CXChildVisit_Continue;
    if (s->left-- > 0)
        return CXChildVisit_Continue;
    s->is_found = true;
    s->attribute = c;
    return CXChildVisit_Break;
}

// What is between the parentheses after a name.
static char *in_parentheses(const char *text, const char *end)
{
    while (text < end && (isalnum((unsigned char)*text) || *text == '_' || *text == ' '))
        text++;
    if (text == end || *text != '(')
        return NULL;
    const char *begin = ++text;
    for (unsigned depth = 1; text < end; text++) {
        depth += *text == '(';
        depth -= *text == ')';
        if (depth > 0)
            continue;
        size_t size = (size_t)(text - begin);
        char *inner = memcpy(xcalloc(1, size + 1), begin, size);
        for (char *c = inner; *c; c++)
            *c = isspace((unsigned char)*c) ? ' ' : *c;
        return inner;
    }
    return NULL;
}

// A macro around it is hoped to have the same arguments.
char *front_written_arguments(struct front_unit *u, CXCursor declaration, unsigned number)
{
    struct search s = {.left = number};
    CXFile file = NULL;
    unsigned offset = 0;
    size_t size = 0;
    clang_visitChildren(declaration, look, &s);
    if (!s.is_found)
        return NULL;
    clang_getExpansionLocation(clang_getRangeStart(clang_getCursorExtent(s.attribute)), &file, NULL,
                               NULL, &offset);
    const char *text = file ? clang_getFileContents(u->tu, file, &size) : NULL;
    return text && offset < size ? in_parentheses(text + offset, text + size) : NULL;
}
