// run_find.c - which file a program's name means.
// SPDX-License-Identifier: MIT
#include "run_find.h"

#include "xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_program(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return false;
    errno = S_ISDIR(st.st_mode) ? EISDIR : EACCES;
    return S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static char *joined(const char *folder, size_t length, const char *name)
{
    size_t size = length + strlen(name) + 4;
    char *path = xrealloc(NULL, size);
    snprintf(path, size, "%.*s/%s", length > 0 ? (int)length : 1, length > 0 ? folder : ".", name);
    return path;
}

static char *search(const char *folders, const char *name)
{
    int why = ENOENT;
    for (const char *at = folders;; at++) {
        size_t length = strcspn(at, ":");
        char *path = joined(at, length, name);
        if (is_program(path))
            return path;
        if (errno == EACCES)
            why = EACCES;
        free(path);
        at += length;
        if (*at == '\0')
            break;
    }
    errno = why;
    return NULL;
}

char *run_find(const char *name)
{
    if (strchr(name, '/'))
        return is_program(name) ? xstrdup(name) : NULL;
    const char *folders = secure_getenv("PATH");
    errno = ENOENT;
    return name[0] != '\0' ? search(folders ? folders : "/bin:/usr/bin", name) : NULL;
}
