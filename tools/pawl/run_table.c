// run_table.c - a table of figures, as wide as a terminal.
// SPDX-License-Identifier: MIT
#include "run_table.h"

#include <string.h>

enum { LOCK_LEAST = 16 }; // columns for a lock beside its call site, if it takes so many

// How many columns a UTF-8 text takes: one for each character, but for its inner bytes.
static int columns(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static int bytes_of(const char *text, int width)
{
    const char *at = text;
    while (*at != '\0' && (width > 0 || ((unsigned char)*at & 0xc0) == 0x80)) {
        width -= ((unsigned char)*at & 0xc0) != 0x80;
        at++;
    }
    return (int)(at - text);
}

// What tells names apart is at their ends, so the middle goes.
void run_print_cut(FILE *out, const char *name, int width)
{
    int all = columns(name);
    int head = (width - 2) * 3 / 5;
    if (all <= width)
        fputs(name, out);
    else if (width > 2)
        fprintf(out, "%.*s..%s", bytes_of(name, head), name,
                name + bytes_of(name, all - (width - 2 - head)));
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int width_of(const struct run_table *t)
{
    int width = 0;
    for (int i = 0; i < t->field_count; i++)
        width += run_field_words[t->fields[i]].width;
    return width;
}

static bool has_words(const struct run_table *t)
{
    for (int i = 0; i < t->field_count; i++) {
        if (run_field_words[t->fields[i]].head[0][0] != '\0')
            return true;
    }
    return false;
}

// Above call sites, where: the column of their locks; else 0.
static void print_head(FILE *out, const struct run_table *t, int where)
{
    for (int line = !has_words(t); line < 2; line++) {
        for (int i = 0; i < t->field_count; i++) {
            const struct run_field_words *w = &run_field_words[t->fields[i]];
            fprintf(out, "%*s", w->width, w->head[line]);
        }
        if (line == 1)
            fprintf(out, "  %-*s%s", where, t->head, where > 0 ? "lock" : "");
        fputc('\n', out);
    }
}

static void print_figures(FILE *out, const struct run_table *t, const struct run_row *r)
{
    for (int i = 0; i < t->field_count; i++) {
        enum run_field f = t->fields[i];
        fprintf(out, "%*s", run_field_words[f].width, run_value_text(r, f).text);
    }
    fputs("  ", out);
}

static void print_lock(FILE *out, const struct run_row *r, int width)
{
    run_print_cut(out, r->name, width - columns(r->suffix));
    fputs(r->suffix, out);
}

// The call site, and the lock that it takes.
static void print_site(FILE *out, const struct run_row *r, int where, int width)
{
    run_print_cut(out, r->where, where - 1);
    fprintf(out, "%*s", larger(where - columns(r->where), 1), "");
    print_lock(out, r, width - where);
}

static void print_row(FILE *out, const struct run_table *t, const struct run_row *r, int where,
                      bool wide)
{
    int width = TEXT_WIDTH - width_of(t) - 2;
    print_figures(out, t, r);
    if (wide && r->where)
        fprintf(out, "%s [%s%s]", r->where, r->name, r->suffix);
    else if (wide)
        fprintf(out, "%s%s", r->name, r->suffix);
    else if (r->where)
        print_site(out, r, where, width);
    else
        print_lock(out, r, width);
    fputc('\n', out);
}

// How many columns the call sites get, of those that they share with the locks; 0: there are none.
static int where_columns(const struct run_table *t, const struct run_rows *rows, size_t shown)
{
    int where = 0;
    int lock = 0;
    for (size_t i = 0; i < shown && rows->rows[i].where; i++) {
        const struct run_row *r = &rows->rows[i];
        where = larger(where, columns(r->where) + 2);
        lock = larger(lock, columns(r->name) + columns(r->suffix));
    }
    if (where == 0)
        return 0;
    int most = TEXT_WIDTH - width_of(t) - 2 - (lock < LOCK_LEAST ? lock : LOCK_LEAST);
    int least = columns(t->head) + 2;
    return where > most ? most : larger(where, least);
}

// If a name says which part of the waiting the busiest of several has, explains the first that
// does.
static void explain_several(FILE *out, const struct run_rows *rows, size_t shown)
{
    size_t i = 0;
    while (i < shown && !strstr(rows->rows[i].suffix, ", "))
        i++;
    if (i == shown)
        return;
    const struct profile_lock *l = rows->rows[i].lock;
    const struct words share = text_percent(l->busiest_share);
    const struct words several = text_count((double)l->objects);
    char text[160] = "";
    text_add(text, sizeof text,
             "x%s, %s: %s locks made at one place; the busiest has %s of the wait.", several.text,
             share.text, several.text, share.text);
    text_print_wrapped(out, 0, 0, text);
}

void run_table_print(FILE *out, const struct run_table *t, const struct run_rows *rows, int most,
                     bool wide)
{
    size_t shown = most > 0 && (size_t)most < rows->count ? (size_t)most : rows->count;
    if (rows->count == 0)
        return;
    fputc('\n', out);
    text_print_wrapped(out, 0, 0, t->how_to_read);
    explain_several(out, rows, shown);
    int where = wide ? 0 : where_columns(t, rows, shown);
    print_head(out, t, where);
    for (size_t i = 0; i < shown; i++)
        print_row(out, t, &rows->rows[i], where, wide);
    if (shown < rows->count)
        fprintf(out, "    ... and %zu more: -n 0 shows all.\n", rows->count - shown);
}
