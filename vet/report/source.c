// source.c - the text of the files that findings lie in.
// SPDX-License-Identifier: MIT
#include "vet/report/source.h"

#include "xalloc.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 64 << 20 }; // bytes of a file

// A pipe that clang has read would never end.
static bool is_regular(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 && S_ISREG(st.st_mode);
}

static char *load(const char *name, size_t *length)
{
    FILE *file = is_regular(name) ? fopen(name, "re") : NULL;
    char *text = NULL;
    size_t size = 0;
    *length = 0;
    while (file && *length < MOST) {
        if (size - *length < 2)
            text = xrealloc(text, size = size ? 2 * size : 65536);
        size_t n = fread(text + *length, 1, size - *length - 1, file);
        if (n == 0)
            break;
        *length += n;
    }
    if (file)
        fclose(file);
    if (text)
        text[*length] = '\0';
    return text;
}

static void split(struct source_file *f, size_t length)
{
    size_t room = 0;
    for (char *line = f->text, *end = f->text + length; line < end;) {
        if (f->line_count == room)
            f->lines = xrealloc(f->lines, (room = room ? 2 * room : 256) * sizeof *f->lines);
        f->lines[f->line_count++] = line;
        char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline)
            break;
        *newline = '\0';
        if (newline > line && newline[-1] == '\r')
            newline[-1] = '\0';
        line = newline + 1;
    }
}

static struct source_file *find(const struct source_files *all, const char *name)
{
    struct source_file *f = all->first;
    while (f && strcmp(f->name, name) != 0)
        f = f->next;
    return f;
}

static struct source_file *find_real(const struct source_files *all, const char *real)
{
    struct source_file *f = all->first;
    while (f && !(f->real && strcmp(f->real, real) == 0))
        f = f->next;
    return f;
}

struct source_file *source_file(struct source_files *all, const char *name)
{
    struct source_file *f = find(all, name);
    char *real = f ? NULL : realpath(name, NULL);
    if (real && (f = find_real(all, real)))
        free(real);
    if (f)
        return f;
    size_t length;
    f = xcalloc(1, sizeof *f);
    f->name = xstrdup(name);
    f->real = real;
    f->text = load(name, &length);
    if (f->text)
        split(f, length);
    f->next = all->first;
    return all->first = f;
}

const char *source_line(struct source_files *all, const char *name, unsigned number)
{
    const struct source_file *f = name ? source_file(all, name) : NULL;
    return f && number >= 1 && number <= f->line_count ? f->lines[number - 1] : NULL;
}

unsigned source_character(struct source_files *all, const char *name, unsigned line, unsigned byte)
{
    const char *text = source_line(all, name, line);
    unsigned number = byte;
    for (unsigned i = 0; text && text[i] != '\0' && i + 1 < byte; i++)
        number -= ((unsigned char)text[i] & 0xc0) == 0x80;
    return number;
}

void source_files_free(struct source_files *all)
{
    for (struct source_file *f = all->first, *next; f; f = next) {
        next = f->next;
        free(f->lines);
        free(f->text);
        free(f->name);
        free(f->real);
        free(f);
    }
    all->first = NULL;
}

const char *source_name(const char *name)
{
    static char here[PATH_MAX];
    if (here[0] == '\0' && !getcwd(here, sizeof here))
        return name;
    size_t length = strlen(here);
    while (name[0] == '.' && name[1] == '/')
        name += 2 + strspn(name + 2, "/");
    return strncmp(name, here, length) == 0 && name[length] == '/' ? name + length + 1 : name;
}
