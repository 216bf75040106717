// run_preload.c - the environment in which a program finds pawl's locks.
// SPDX-License-Identifier: MIT
#include "run_preload.h"

#include "text.h"
#include "xalloc.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char locks_library[] = "libpawl-preload.so";
static const char check_library[] = "libpawl-check.so";

// ---- the library --------------------------------------------------------------------------------

// Puts the folder of the pawl command into out.
static bool own_folder(char *out, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", out, size - 1);
    out[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

// In a build folder it is in ../lib, installed where cmake has put it.
static char *find_library(const char *name)
{
    static const char *const places[] = {"../lib", PAWL_LIBDIR_FROM_BINDIR, "."};
    char folder[PATH_MAX];
    if (!own_folder(folder, sizeof folder))
        return NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char path[2 * PATH_MAX] = "";
        text_add(path, sizeof path, "%s/%s/%s", folder, places[i], name);
        char *real = realpath(path, NULL);
        if (real)
            return real;
    }
    return NULL;
}

// The loader takes blanks and colons for the end of a name.
static char *library(const char *name, char *why, size_t size)
{
    char *path = find_library(name);
    if (!path) {
        snprintf(why, size, "%s is not where pawl is, nor in its library folder", name);
        return NULL;
    }
    if (strpbrk(path, " :\t\n")) {
        snprintf(why, size, "the loader takes no library from a folder with a blank or colon: %s",
                 path);
        free(path);
        return NULL;
    }
    return path;
}

// All that this run needs, as the loader wants it.
static char *libraries(const struct run_options *o, char *why, size_t size)
{
    char *locks = library(locks_library, why, size);
    char *check = locks && o->check ? library(check_library, why, size) : NULL;
    if (!locks || !o->check)
        return locks;
    char *both = NULL;
    if (check) {
        size_t bytes = strlen(locks) + strlen(check) + 2;
        both = xrealloc(NULL, bytes);
        snprintf(both, bytes, "%s:%s", locks, check);
    }
    free(check);
    free(locks);
    return both;
}

// ---- the environment ----------------------------------------------------------------------------

enum { VARIABLES = 6 }; // that pawl sets

struct variables {
    char *set[VARIABLES + 1]; // "NAME=VALUE", NULL at the end
    int count;
};

static void set(struct variables *v, const char *name, const char *value, const char *more)
{
    size_t size = strlen(name) + strlen(value) + strlen(more) + 3;
    char *text = xrealloc(NULL, size);
    snprintf(text, size, "%s=%s%s%s", name, value, more[0] != '\0' ? ":" : "", more);
    v->set[v->count++] = text;
}

static bool is_same_variable(const char *a, const char *b)
{
    size_t length = strcspn(a, "=");
    return strncmp(a, b, length) == 0 && b[length] == '=';
}

static bool is_set(const struct variables *v, const char *variable)
{
    for (int i = 0; i < v->count; i++) {
        if (is_same_variable(v->set[i], variable))
            return true;
    }
    return false;
}

// One block: the pointers, and behind them the texts of what was set.
static char **merged(const struct variables *v)
{
    size_t count = 0;
    size_t bytes = 0;
    while (environ[count])
        count++;
    for (int i = 0; i < v->count; i++)
        bytes += strlen(v->set[i]) + 1;
    size_t pointers = (count + VARIABLES + 1) * sizeof(char *);
    char **all = xcalloc(1, pointers + bytes);
    char *texts = (char *)all + pointers;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_set(v, environ[i]))
            all[used++] = environ[i];
    }
    for (int i = 0; i < v->count; i++) {
        all[used++] = strcpy(texts, v->set[i]);
        texts += strlen(v->set[i]) + 1;
    }
    return all;
}

static void set_number(struct variables *v, const char *name, unsigned number)
{
    char text[16] = "";
    text_add(text, sizeof text, "%u", number);
    set(v, name, text, "");
}

static void set_profile(struct variables *v, const struct run_options *o, const char *folder)
{
    set(v, run_record_variable(o), folder, "");
    if (secure_getenv("PAWL_CHECK")) // a process is watched by one only
        set(v, "PAWL_CHECK", "", "");
    if (o->hold)
        set_number(v, "PAWL_PROFILE_HOLD", 1);
    if (o->sample > 0)
        set_number(v, "PAWL_PROFILE_SAMPLE", o->sample);
}

// What is found pawl says itself, with names.
static void set_checks(struct variables *v, const struct run_options *o, const char *folder)
{
    set(v, run_record_variable(o), folder, "");
    set_number(v, "PAWL_CHECK_QUIET", 1);
    if (o->held_too_long_ms > 0)
        set_number(v, "PAWL_CHECK_HELD_TOO_LONG", (unsigned)o->held_too_long_ms);
    if (o->abort_on_finding)
        set_number(v, "PAWL_CHECK_ABORT", 1);
}

const char *run_record_variable(const struct run_options *o)
{
    return o->check ? "PAWL_CHECK" : "PAWL_PROFILE";
}

char **run_environment(const struct run_options *o, const char *folder, char *why, size_t size)
{
    struct variables v = {.count = 0};
    char *path = libraries(o, why, size);
    if (!path)
        return NULL;
    const char *preloaded = secure_getenv("LD_PRELOAD");
    set(&v, "LD_PRELOAD", path, preloaded ? preloaded : "");
    if (o->glibc)
        set(&v, "PAWL_LOCK", "glibc", "");
    if (o->check)
        set_checks(&v, o, folder);
    else
        set_profile(&v, o, folder);
    char **all = merged(&v);
    for (int i = 0; i < v.count; i++)
        free(v.set[i]);
    free(path);
    return all;
}
