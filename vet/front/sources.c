// sources.c - the list of files to read.
// SPDX-License-Identifier: MIT
#include "vet/front/front.h"

#include "xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

void vet_sources_add(struct vet_sources *s, const char *file, const char *folder,
                     const char *const *arguments, size_t count)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->list[i].file, file) == 0 && is_same_text(s->list[i].folder, folder))
            return;
    }
    s->list = xrealloc(s->list, (s->count + 1) * sizeof *s->list);
    struct vet_source *source = &s->list[s->count++];
    *source = (struct vet_source){.file = xstrdup(file), .argument_count = count};
    source->folder = folder ? xstrdup(folder) : NULL;
    source->arguments = xcalloc(count + 1, sizeof(char *));
    for (size_t i = 0; i < count; i++)
        source->arguments[i] = xstrdup(arguments[i]);
}

void vet_sources_free(struct vet_sources *s)
{
    for (size_t i = 0; i < s->count; i++) {
        for (size_t j = 0; j < s->list[i].argument_count; j++)
            free(s->list[i].arguments[j]);
        free(s->list[i].arguments);
        free(s->list[i].file);
        free(s->list[i].folder);
    }
    free(s->list);
    *s = (struct vet_sources){0};
}

char *vet_source_path(const struct vet_source *source)
{
    if (source->file[0] == '/' || !source->folder)
        return xstrdup(source->file);
    size_t size = strlen(source->folder) + strlen(source->file) + 2;
    char *path = xcalloc(1, size);
    snprintf(path, size, "%s/%s", source->folder, source->file);
    return path;
}
