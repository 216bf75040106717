// where.c - files and locations.
// SPDX-License-Identifier: MIT
#include "vet/front/unit.h"

#include <stdlib.h>
#include <string.h>

char *front_string(CXString s)
{
    const char *text = clang_getCString(s);
    char *copy = strdup(text ? text : "");
    clang_disposeString(s);
    if (!copy)
        abort();
    return copy;
}

char *front_spelling(CXCursor c)
{
    return front_string(clang_getCursorSpelling(c));
}

// A path inside the folder that we are in is shown relative to it.
static const char *relative(const struct front_reader *r, const char *path)
{
    size_t length = strlen(r->here);
    if (length > 0 && strncmp(path, r->here, length) == 0 && path[length] == '/')
        return path + length + 1;
    return path;
}

// Names are shown as the compiler knows them; but if it was run elsewhere, relative ones would lead
// nowhere.
static const char *shown(const struct front_unit *u, const char *name, const char *real)
{
    bool elsewhere = u->folder && strcmp(u->folder, u->reader->here) != 0;
    return name[0] != '/' && elsewhere ? relative(u->reader, real) : name;
}

const struct front_file *front_file(struct front_unit *u, CXFile file)
{
    struct front_file *known = front_map_get(&u->files, file);
    if (known || !file)
        return known;
    char *name = front_string(clang_getFileName(file));
    char *real = front_string(clang_File_tryGetRealPathName(file));
    const char *path = real[0] ? real : name;
    known = vet_allocate(u->p, sizeof *known);
    known->handle = file;
    known->real = vet_text(u->p, path);
    known->name =
        front_names_put(&u->reader->displayed, path, vet_text(u->p, shown(u, name, path)));
    front_map_set(&u->files, file, known);
    free(name);
    free(real);
    return known;
}

static struct vet_location location(struct front_unit *u, CXFile file, unsigned line,
                                    unsigned column)
{
    const struct front_file *f = front_file(u, file);
    return (struct vet_location){f ? f->name : NULL, line, column};
}

struct vet_location front_location(struct front_unit *u, CXSourceLocation at)
{
    CXFile file = NULL;
    unsigned line = 0, column = 0;
    clang_getFileLocation(at, &file, &line, &column, NULL);
    return location(u, file, line, column);
}

struct vet_location front_spelled(struct front_unit *u, CXSourceLocation at)
{
    CXFile file = NULL;
    unsigned line = 0, column = 0;
    clang_getSpellingLocation(at, &file, &line, &column, NULL);
    return location(u, file, line, column);
}

// clang marks such locations with the highest bit. Asking for both places, and comparing, gives the
// same, but takes twice the time.
bool front_is_in_macro(CXSourceLocation at)
{
    return at.int_data >> 31;
}

bool front_is_same_place(struct vet_location a, struct vet_location b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

// clang looks long for a text each time.
static void read_text(struct front_unit *u, CXFile file)
{
    if (u->text_file == file)
        return;
    u->text_file = file;
    u->text = file ? clang_getFileContents(u->tu, file, &u->text_size) : NULL;
}

const char *front_text(struct front_unit *u, CXSourceLocation at, size_t *size)
{
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getSpellingLocation(at, &file, NULL, NULL, &offset);
    read_text(u, file);
    if (!u->text || offset >= u->text_size)
        return NULL;
    *size = u->text_size - offset;
    return u->text + offset;
}
