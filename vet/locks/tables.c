// tables.c - what is known of functions and types, by their names.
// SPDX-License-Identifier: MIT
#include "text.h"
#include "vet/locks/rules.h"
#include "xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const always[] = {"pawl", "pthread", "c11", "libc", NULL};
const char *const vet_locks_extra[] = {"linux", "glibc", NULL};

static unsigned bucket_of(const char *name)
{
    unsigned hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return hash % LOCK_BUCKETS;
}

struct lock_name *lock_name_find(const struct vet_locks *l, const char *name)
{
    struct lock_name *n = name ? l->buckets[bucket_of(name)] : NULL;
    while (n && strcmp(n->name, name) != 0)
        n = n->next;
    return n;
}

struct lock_name *lock_name_make(struct vet_locks *l, const char *name)
{
    struct lock_name *n = lock_name_find(l, name);
    if (n)
        return n;
    struct lock_name **bucket = &l->buckets[bucket_of(name)];
    n = xcalloc(1, sizeof *n);
    n->name = xstrdup(name);
    n->next = *bucket;
    return *bucket = n;
}

// ---- reading ------------------------------------------------------------------------------------

static bool read_text(struct vet_locks *l, const char *path, const char *text, char *why,
                      size_t size)
{
    char *copy = xstrdup(text), *rest = copy;
    const char *wrong = NULL;
    unsigned number = 0;
    for (char *line; !wrong && (line = strsep(&rest, "\n"));) {
        number++;
        line[strcspn(line, "#\r")] = '\0';
        wrong = lock_rule_parse(l, line);
    }
    if (wrong)
        snprintf(why, size, "%s:%u: %s", path, number, wrong);
    free(copy);
    return !wrong;
}

static const char *table_text(const char *name)
{
    const struct lock_table *t = lock_tables;
    while (t->name && strcmp(t->name, name) != 0)
        t++;
    return t->text;
}

// The whole file, or NULL with errno. A zero byte ends it early, which no reader notices.
static char *load(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    ssize_t length = getdelim(&text, &size, '\0', file);
    if (length < 0 && ferror(file)) {
        free(text);
        text = NULL;
    } else if (length < 0) {
        free(text);
        text = xstrdup("");
    }
    int err = errno;
    fclose(file);
    errno = err;
    return text;
}

bool vet_locks_read(struct vet_locks *l, const char *path, char *why, size_t size)
{
    const char *known = strpbrk(path, "/.") ? NULL : table_text(path);
    if (known)
        return read_text(l, path, known, why, size);
    char *text = load(path);
    if (!text) {
        snprintf(why, size, "%s: %s", text_file(path), strerror(errno));
        return false;
    }
    bool fine = read_text(l, path, text, why, size);
    free(text);
    return fine;
}

// ---- all ----------------------------------------------------------------------------------------

struct vet_locks *vet_locks_new(void)
{
    struct vet_locks *l = xcalloc(1, sizeof *l);
    char why[200];
    for (const char *const *name = always; *name; name++) {
        if (!vet_locks_read(l, *name, why, sizeof why)) {
            fprintf(stderr, "pawl: %s\n", why);
            abort();
        }
    }
    return l;
}

static void free_name(struct lock_name *n)
{
    for (struct lock_rule *r = n->rules, *next; r; r = next) {
        next = r->next;
        free(r->path);
        free(r->global);
        free(r);
    }
    free(n->name);
    free(n);
}

void vet_locks_free(struct vet_locks *l)
{
    for (size_t i = 0; l && i < LOCK_BUCKETS; i++) {
        for (struct lock_name *n = l->buckets[i], *next; n; n = next) {
            next = n->next;
            free_name(n);
        }
    }
    free(l);
}

bool vet_is_lock_type(const struct vet_locks *l, const char *name)
{
    const struct lock_name *n = lock_name_find(l, name);
    return n && n->is_type;
}

bool vet_is_noreturn(const struct vet_locks *l, const char *name)
{
    const struct lock_name *n = lock_name_find(l, name);
    return n && n->is_noreturn;
}
