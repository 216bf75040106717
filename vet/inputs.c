// inputs.c - what pawl vet reads: sources, and what is known of locks.
// SPDX-License-Identifier: MIT
#include "vet/inputs.h"

#include "text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- sources ------------------------------------------------------------------------------------

static const char *const builds[] = {"build", ".", NULL}; // where there may be a database

// Clang has much to say of a file that is not there.
static bool has_database(const char *build)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/compile_commands.json", build);
    errno = *build ? ENAMETOOLONG : ENOENT;
    return *build && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

static bool read_database(struct vet_sources *s, const char *build)
{
    bool fine = vet_sources_of_database(s, build);
    if (!fine)
        vet_options_complain("%s/compile_commands.json is no list of commands", build);
    return fine;
}

// Of a database only the files that were named, if any were.
static bool keep_named(struct vet_sources *s, const struct vet_options *o)
{
    char wanted[PATH_MAX], there[PATH_MAX];
    struct vet_sources kept = {0};
    for (int i = 0; i < o->file_count; i++) {
        size_t before = kept.count;
        for (size_t j = 0; realpath(o->files[i], wanted) && j < s->count; j++) {
            const struct vet_source *from = &s->list[j];
            char *path = vet_source_path(from);
            if (realpath(path, there) && strcmp(wanted, there) == 0)
                vet_sources_add(&kept, from->file, from->folder,
                                (const char *const *)from->arguments, from->argument_count);
            free(path);
        }
        if (kept.count == before) {
            vet_options_complain("%s is not in %s/compile_commands.json", text_file(o->files[i]),
                                 o->build);
            vet_sources_free(&kept);
            return false;
        }
    }
    vet_sources_free(s);
    *s = kept;
    return true;
}

static bool from_build(struct vet_sources *s, const struct vet_options *o)
{
    if (!has_database(o->build)) {
        vet_options_complain("%s/compile_commands.json: %s", text_file(o->build), strerror(errno));
        return false;
    }
    if (!read_database(s, o->build))
        return false;
    return o->file_count == 0 || keep_named(s, o);
}

bool vet_find_sources(struct vet_sources *s, const struct vet_options *o)
{
    if (o->build)
        return from_build(s, o);
    for (int i = 0; i < o->file_count; i++)
        vet_sources_add(s, o->files[i], NULL, (const char *const *)o->flags, (size_t)o->flag_count);
    if (o->file_count > 0)
        return true;
    for (const char *const *build = builds; *build; build++) {
        if (has_database(*build))
            return read_database(s, *build);
    }
    vet_options_complain("which files? There is no compile_commands.json here, nor in build. Name "
                         "them: pawl vet FILE... -- FLAGS");
    return false;
}

// ---- configuration ------------------------------------------------------------------------------

// .pawl-vet, here or above, up to the root of the repository.
static bool find_config(char *path, size_t size)
{
    char folder[PATH_MAX], git[PATH_MAX + 8];
    if (!getcwd(folder, sizeof folder))
        return false;
    for (;;) {
        snprintf(path, size, "%s/.pawl-vet", folder);
        if (access(path, F_OK) == 0)
            return true;
        snprintf(git, sizeof git, "%s/.git", folder);
        char *slash = strrchr(folder, '/');
        if (access(git, F_OK) == 0 || !slash || slash == folder)
            return false;
        *slash = '\0';
    }
}

bool vet_read_configs(struct vet_locks *l, const struct vet_options *o)
{
    char path[PATH_MAX + 16], why[PATH_MAX + 400];
    bool fine = true;
    for (int i = 0; fine && i < o->config_count; i++)
        fine = vet_locks_read(l, o->configs[i], why, sizeof why);
    if (fine && o->config_count == 0 && find_config(path, sizeof path))
        fine = vet_locks_read(l, path, why, sizeof why);
    if (!fine)
        vet_options_complain("%s", why);
    return fine;
}
