// keys.c - what tells declarations of all files apart.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *join(struct front_unit *u, const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 2;
    char *text = xcalloc(1, size);
    snprintf(text, size, "%s@%s", a, b);
    const char *interned = vet_text(u->p, text);
    free(text);
    return interned;
}

static const char *place_of(struct front_unit *u, CXCursor c)
{
    CXFile file = NULL;
    unsigned line = 0, column = 0;
    char text[32];
    clang_getFileLocation(clang_getCursorLocation(c), &file, &line, &column, NULL);
    const struct front_file *f = front_file(u, file);
    snprintf(text, sizeof text, "%u:%u", line, column);
    return join(u, f ? f->real : "", text);
}

// What is not only announced: a body, an initialiser, or a variable without extern.
static CXCursor definition_of(CXCursor declaration)
{
    CXCursor definition = clang_getCursorDefinition(declaration);
    if (clang_Cursor_isNull(definition) && clang_getCursorKind(declaration) == CXCursor_VarDecl &&
        clang_Cursor_getStorageClass(declaration) == CX_SC_None)
        return declaration;
    return definition;
}

// Names with external linkage mean the same in all files of a program; but the files may be those
// of several programs. So the first definition has the name, a second one its place as well.
const char *front_key(struct front_unit *u, CXCursor declaration)
{
    CXCursor first = clang_getCanonicalCursor(declaration);
    char *usr = front_string(clang_getCursorUSR(first));
    const char *key = NULL;
    if (clang_getCursorLinkage(first) != CXLinkage_External) {
        CXFile file = NULL;
        clang_getFileLocation(clang_getCursorLocation(first), &file, NULL, NULL, NULL);
        const struct front_file *f = front_file(u, file);
        key = join(u, usr, f ? f->real : "");
    } else {
        CXCursor definition = definition_of(first);
        const char *place = clang_Cursor_isNull(definition) ? NULL : place_of(u, definition);
        bool is_first = !place || front_names_put(&u->reader->defined, usr, place) == place;
        key = is_first ? vet_text(u->p, usr) : join(u, usr, place);
    }
    free(usr);
    return key;
}
