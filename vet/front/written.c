// written.c - the arguments of attributes, as they are written: clang prints the expressions among
// several as addresses of its own.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <ctype.h>
#include <string.h>

struct search {
    CXTranslationUnit tu;
    CXFile file; // where the declaration begins
    unsigned begin;
    unsigned left;       // attributes before the wanted one
    const char *at, *to; // the wanted one, up to the end of its file; NULL: not found yet
};

static CXFile begin_of(CXCursor c, unsigned *offset)
{
    CXFile file = NULL;
    clang_getExpansionLocation(clang_getRangeStart(clang_getCursorExtent(c)), &file, NULL, NULL,
                               offset);
    return file;
}

// What an earlier declaration has said clang shows as a child, but does not print.
static bool is_inherited(const struct search *s, CXFile file, const char *text, unsigned offset)
{
    if (!s->file || !clang_File_isEqual(file, s->file))
        return true;
    return offset < s->begin && memchr(text + offset, ';', s->begin - offset);
}

static enum CXChildVisitResult look(CXCursor c, CXCursor parent, CXClientData data)
{
    struct search *s = data;
    unsigned offset = 0;
    size_t size = 0;
    (void)parent;
    if (!clang_isAttribute(clang_getCursorKind(c)))
        return CXChildVisit_Continue;
    CXFile file = begin_of(c, &offset);
    const char *text = file ? clang_getFileContents(s->tu, file, &size) : NULL;
    if (!text || offset >= size || s->begin > size || is_inherited(s, file, text, offset) ||
        s->left-- > 0)
        return CXChildVisit_Continue;
    s->at = text + offset;
    s->to = text + size;
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
    struct search s = {.tu = u->tu, .left = number};
    s.file = begin_of(declaration, &s.begin);
    clang_visitChildren(declaration, look, &s);
    return s.at ? in_parentheses(s.at, s.to) : NULL;
}
