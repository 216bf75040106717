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

// Each line is for one finding: two alike need two. Returns whether it was there.
static bool apply(struct vet_findings *all, const char *line)
{
    bool done = false;
    for (size_t i = 0; i < all->count && !done; i++) {
        if (all->list[i].suppressed)
            continue;
        char *own = line_of(&all->list[i]);
        done = strcmp(own, line) == 0;
        free(own);
        if (done) {
            all->list[i].suppressed = true;
            all->list[i].why = xstrdup("baseline");
        }
    }
    return done;
}

const char *baseline_apply(struct vet_findings *all, const char *path, bool unused)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return strerror(errno);
    char *line = NULL;
    size_t size = 0;
    bool ours = getline(&line, &size, file) > 0 && strcmp(line, head) == 0;
    for (unsigned number = 2; ours && getline(&line, &size, file) > 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (!apply(all, line) && unused)
            vet_found(all, "suppress", (struct vet_location){path, number, 1}, NULL,
                      "nothing is found any more for this line of the baseline");
    }
    free(line);
    bool broken = ferror(file) != 0;
    int err = errno;
    fclose(file);
    return broken ? strerror(err) : ours ? NULL : "this was not written by --write-baseline";
}
