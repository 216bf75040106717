// baseline.c - findings of old code, written to a file to be left alone.
// SPDX-License-Identifier: MIT
#include "vet/report/suppress.h"

#include "xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char head[] = "# pawl vet baseline 1: check, file, function, finding\n";

// "pairs<tab>a.c<tab>f<tab>text", to be freed. A tab or newline in it would end it early.
static char *line_of(const struct vet_finding *f)
{
    char *line = NULL;
    if (asprintf(&line, "%s\t%s\t%s\t%s", f->check,
                 f->location.file ? source_name(f->location.file) : "",
                 f->function ? f->function->name : "", f->text) < 0)
        return xstrdup("");
    int tabs = 0;
    for (char *c = line; *c; c++) {
        if (*c == '\n' || (*c == '\t' && ++tabs > 3))
            *c = ' ';
    }
    return line;
}

const char *baseline_write(const struct vet_findings *all, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        return strerror(errno);
    fputs(head, file);
    for (size_t i = 0; i < all->count; i++) {
        if (all->list[i].suppressed)
            continue;
        char *line = line_of(&all->list[i]);
        fprintf(file, "%s\n", line);
        free(line);
    }
    bool fine = !ferror(file);
    return fclose(file) == 0 && fine ? NULL : strerror(errno);
}

// ---- what is known ------------------------------------------------------------------------------

struct known { // a finding that is not suppressed yet, by its line
    char *line;
    size_t number;
};

static int compare(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int lines = strcmp(x->line, y->line);
    return lines != 0 ? lines : (x->number > y->number) - (x->number < y->number);
}

// In order of their lines; to be freed. The last one has no line.
static struct known *known_lines(const struct vet_findings *all)
{
    struct known *known = xcalloc(all->count + 1, sizeof *known);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (!all->list[i].suppressed)
            known[count++] = (struct known){line_of(&all->list[i]), i};
    }
    qsort(known, count, sizeof *known, compare);
    return known;
}

static void free_known(struct known *known)
{
    for (struct known *k = known; k->line; k++)
        free(k->line);
    free(known);
}

static const struct known *first_from(const struct known *known, size_t count, const char *line)
{
    while (count > 0) {
        size_t half = count / 2;
        bool below = strcmp(known[half].line, line) < 0;
        known += below ? half + 1 : 0;
        count = below ? count - half - 1 : half;
    }
    return known;
}

// Each line is for one finding: two alike need two. Returns whether it was there.
static bool apply(struct vet_findings *all, const struct known *known, size_t count,
                  const char *line)
{
    for (known = first_from(known, count, line); known->line && strcmp(known->line, line) == 0;
         known++) {
        struct vet_finding *f = &all->list[known->number];
        if (f->suppressed)
            continue;
        f->suppressed = true;
        f->why = xstrdup("baseline");
        return true;
    }
    return false;
}

const char *baseline_apply(struct vet_findings *all, const char *path, bool unused)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return strerror(errno);
    struct known *known = known_lines(all);
    size_t count = 0;
    while (known[count].line)
        count++;
    char *line = NULL;
    size_t size = 0;
    bool ours = getline(&line, &size, file) > 0 && strcmp(line, head) == 0;
    for (unsigned number = 2; ours && getline(&line, &size, file) > 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (!apply(all, known, count, line) && unused)
            vet_found(all, "suppress", (struct vet_location){path, number, 1}, NULL,
                      "nothing is found any more for this line of the baseline");
    }
    free(line);
    free_known(known);
    bool broken = ferror(file) != 0;
    int err = errno;
    fclose(file);
    return broken ? strerror(err) : ours ? NULL : "this was not written by --write-baseline";
}
