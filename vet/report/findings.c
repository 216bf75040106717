// findings.c - what the checks have found, each once.
// SPDX-License-Identifier: MIT
#include "vet/report/findings.h"

#include "text.h"
#include "xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        return xstrdup("");
    text_tame(text); // names come from the sources
    return text;
}

static int compare_texts(const char *a, const char *b)
{
    return a == b ? 0 : strcmp(a ? a : "", b ? b : "");
}

static int compare_locations(const struct vet_location *a, const struct vet_location *b)
{
    int files = compare_texts(a->file, b->file);
    if (files != 0)
        return files;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static int compare(const void *a, const void *b)
{
    const struct vet_finding *x = a, *y = b;
    int places = compare_locations(&x->location, &y->location);
    if (places != 0)
        return places;
    int checks = strcmp(x->check, y->check);
    return checks != 0 ? checks : strcmp(x->text, y->text);
}

static bool is_known(const struct vet_findings *all, const struct vet_finding *f)
{
    for (size_t i = 0; i < all->count; i++) {
        if (compare(&all->list[i], f) == 0)
            return true;
    }
    return false;
}

struct vet_finding *vet_found(struct vet_findings *all, const char *check,
                              struct vet_location location, const struct vet_function *function,
                              const char *format, ...)
{
    struct vet_finding f = {.check = check, .location = location, .function = function};
    va_list args;
    va_start(args, format);
    f.text = format_text(format, args);
    va_end(args);
    if (is_known(all, &f)) {
        free(f.text);
        return NULL;
    }
    all->list = xrealloc(all->list, (all->count + 1) * sizeof *all->list);
    all->list[all->count] = f;
    return &all->list[all->count++];
}

void vet_add_note(struct vet_finding *f, struct vet_location location, const char *format, ...)
{
    if (!f || f->note_count == VET_NOTES)
        return;
    va_list args;
    va_start(args, format);
    f->notes[f->note_count++] = (struct vet_note){location, format_text(format, args)};
    va_end(args);
}

void vet_findings_sort(struct vet_findings *all)
{
    if (all->count > 1)
        qsort(all->list, all->count, sizeof *all->list, compare);
}

void vet_findings_free(struct vet_findings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->list[i].text);
        free(all->list[i].why);
        for (size_t j = 0; j < all->list[i].note_count; j++)
            free(all->list[i].notes[j].text);
    }
    free(all->list);
    *all = (struct vet_findings){0};
}
