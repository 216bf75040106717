// print.c - findings, as compilers print theirs.
// SPDX-License-Identifier: MIT
#include "vet/report/print.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define BOLD "\033[1m"
#define MAGENTA "\033[1;35m"
#define CYAN "\033[1;36m"
#define GREEN "\033[1;32m"
#define PLAIN "\033[0m"

static const char *colour(const struct vet_printing *p, const char *code)
{
    return p->colour ? code : "";
}

static void print_place(const struct vet_printing *p, const struct vet_location *l)
{
    char name[1024] = "";
    text_add(name, sizeof name, "%s", source_name(l->file ? l->file : "?"));
    text_tame(name);
    fprintf(p->out, "%s%s:%u:%u:%s ", colour(p, BOLD), name, l->line, l->column, colour(p, PLAIN));
}

enum { SHOWN = 400 }; // bytes of a line: what stands further to the right is not shown

// Copies what is shown of at most length bytes of a line. A tab is shown as one space, so that the
// mark stands below its column.
static void show(char shown[SHOWN], const char *line, size_t length)
{
    shown[0] = '\0';
    text_add(shown, SHOWN, "%.*s", (int)length, line);
    for (char *c = shown; *c; c++) {
        if (*c == '\t') // is tamed otherwise
            *c = ' ';
    }
    text_tame(shown);
}

static void print_snippet(const struct vet_printing *p, const struct vet_location *l)
{
    const char *line = p->snippets ? source_line(p->sources, l->file, l->line) : NULL;
    if (!line || l->column == 0 || l->column > strnlen(line, SHOWN - 1))
        return;
    char text[SHOWN];
    show(text, line, SHOWN);
    fprintf(p->out, "%5u | %s\n      | ", l->line, text);
    show(text, line, l->column - 1);
    for (const char *c = text; *c; c++) {
        if (((unsigned char)*c & 0xc0) != 0x80)
            fputc(' ', p->out);
    }
    fprintf(p->out, "%s^%s\n", colour(p, GREEN), colour(p, PLAIN));
}

static void print_note(const struct vet_printing *p, const struct vet_note *n)
{
    print_place(p, &n->location);
    fprintf(p->out, "%snote:%s %s\n", colour(p, CYAN), colour(p, PLAIN), n->text);
    print_snippet(p, &n->location);
}

static void print_finding(const struct vet_printing *p, const struct vet_finding *f)
{
    print_place(p, &f->location);
    fprintf(p->out, "%swarning:%s %s%s%s [pawl-%s]\n", colour(p, MAGENTA), colour(p, PLAIN),
            colour(p, BOLD), f->text, colour(p, PLAIN), f->check);
    print_snippet(p, &f->location);
    for (size_t i = 0; i < f->note_count; i++)
        print_note(p, &f->notes[i]);
}

void vet_print(const struct vet_printing *p, const struct vet_findings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (!all->list[i].suppressed)
            print_finding(p, &all->list[i]);
    }
}
