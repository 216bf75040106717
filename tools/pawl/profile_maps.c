// profile_maps.c - which files a process has mapped.
// SPDX-License-Identifier: MIT
#include "profile_maps.h"

#include "xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maps {
    FILE *file;
    char *line;
    size_t size;
};

struct maps *maps_open(int pid)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    struct maps *m = xcalloc(1, sizeof *m);
    m->file = file;
    return m;
}

// "start-end rights offset device inode path"; a file that was deleted has " (deleted)" behind it.
static bool parse(char *line, struct map_entry *e)
{
    int at = 0;
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %*s %*s %" SCNu64 " %n", &e->start, &e->end,
               &e->inode, &at) != 3)
        return false;
    char *path = line + at;
    char *deleted = strstr(path, " (deleted)");
    if (deleted && deleted[strlen(" (deleted)")] == '\0')
        *deleted = '\0';
    snprintf(e->path, sizeof e->path, "%s", path);
    return true;
}

bool maps_next(struct maps *m, struct map_entry *entry)
{
    while (getline(&m->line, &m->size, m->file) > 0) {
        if (parse(m->line, entry))
            return true;
    }
    return false;
}

bool maps_named(const struct map_entry *entry, const char *name)
{
    const char *slash = strrchr(entry->path, '/');
    return slash && strcmp(slash + 1, name) == 0;
}

void maps_close(struct maps *m)
{
    fclose(m->file);
    free(m->line);
    free(m);
}
