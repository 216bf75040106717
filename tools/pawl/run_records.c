// run_records.c - the folder in which the processes of a run leave their records.
// SPDX-License-Identifier: MIT
#include "run_records.h"

#include "text.h"
#include "xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_record(const struct dirent *e)
{
    const char *dot = strrchr(e->d_name, '.');
    return dot && dot != e->d_name && strcmp(dot, ".pawl") == 0;
}

static int keep_records(const struct dirent *e)
{
    return is_record(e);
}

char **run_records_find(const char *folder)
{
    struct dirent **found;
    int count = scandir(folder, &found, keep_records, versionsort);
    if (count < 0)
        return NULL;
    char **paths = xcalloc((size_t)count + 1, sizeof *paths);
    for (int i = 0; i < count; i++) {
        size_t size = strlen(folder) + strlen(found[i]->d_name) + 2;
        paths[i] = xrealloc(NULL, size);
        snprintf(paths[i], size, "%s/%s", folder, found[i]->d_name);
        free(found[i]);
    }
    free(found);
    return paths;
}

void run_records_free(char **paths)
{
    for (char **p = paths; p && *p; p++)
        free(*p);
    free(paths);
}

void run_records_remove(const char *folder)
{
    char **paths = run_records_find(folder);
    for (char **p = paths; p && *p; p++)
        unlink(*p);
    run_records_free(paths);
    rmdir(folder);
}

// ---- making one ---------------------------------------------------------------------------------

static char *make_private(char *why, size_t size)
{
    const char *parents[] = {secure_getenv("XDG_RUNTIME_DIR"), secure_getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        char path[PATH_MAX] = "";
        if (!parents[i] || parents[i][0] != '/' || strlen(parents[i]) + 16 > sizeof path)
            continue;
        text_add(path, sizeof path, "%s/pawl-XXXXXX", parents[i]);
        if (mkdtemp(path))
            return xstrdup(path);
        snprintf(why, size, "cannot make a folder for the records in %s: %s", parents[i],
                 strerror(errno));
    }
    return NULL;
}

// Mixed with those of another run, its records would tell of a run that never was.
static bool has_records(const char *folder)
{
    char **paths = run_records_find(folder);
    bool some = paths && paths[0];
    run_records_free(paths);
    return some;
}

static char *make_kept(const char *folder, char *why, size_t size)
{
    bool made = mkdir(folder, 0700) == 0;
    if (!made && errno != EEXIST) {
        snprintf(why, size, "cannot make the folder %s: %s", text_file(folder), strerror(errno));
        return NULL;
    }
    struct stat st;
    if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
        snprintf(why, size, "%s: %s", text_file(folder), strerror(ENOTDIR));
        return NULL;
    }
    if (!made && has_records(folder)) {
        snprintf(why, size, "%s has the records of another run in it", folder);
        return NULL;
    }
    char *path = realpath(folder, NULL); // the program may go elsewhere before its first lock
    if (!path)
        snprintf(why, size, "%s: %s", text_file(folder), strerror(errno));
    return path;
}

char *run_records_make(const char *kept, char *why, size_t size)
{
    return kept ? make_kept(kept, why, size) : make_private(why, size);
}
