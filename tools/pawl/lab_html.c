// lab_html.c - a report of the laboratory as a page.
// SPDX-License-Identifier: MIT
#include "lab_html.h"

#include "lab_scenario.h"
#include "report_file.h"
#include "report_page.h"
#include "text.h"

#include <string.h>

static void begin_page(FILE *out, const struct lab_report *r)
{
    char title[64] = "";
    char subtitle[512] = "";
    text_add(title, sizeof title, "Locks side by side: %s", r->act);
    text_add(subtitle, sizeof subtitle, "%d CPU%s, %s, %s. %s, pawl %s, seed %u", r->machine.cpus,
             text_plural((uint64_t)r->machine.cpus), r->machine.cpu, r->machine.system, r->date,
             r->version, (unsigned)r->seed);
    page_begin(out, title, subtitle);
    if (r->input.words > 0)
        page_element(out, "p.sub", "The text: %s file%s, %s words, of them %s different.",
                     text_grouped(r->input.files).text, text_plural(r->input.files),
                     text_grouped(r->input.words).text, text_grouped(r->input.distinct).text);
}

static void write_verdict(FILE *out, const struct lab_table *t)
{
    char text[LAB_MAX_LOCKS * 128];
    lab_verdict(t, text, sizeof text);
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        page_element(out, "p.lead", "%s", line);
}

static void write_row(FILE *out, const struct lab_table *t, int lock)
{
    struct lab_figures f = lab_figures(t, lock);
    char longest[48] = "";
    text_add(longest, sizeof longest, "%s%s", text_duration(f.grant[3]).text,
             lab_cut_short(t, f.grant[3]) ? "+" : "");
    page_row(out);
    page_name(out, t->locks[lock], f.failures > 0 ? "failed: let two in at once" : "");
    page_cell(out, text_count(f.speed.median).text);
    page_cell(out, text_duration(f.cpu.median).text);
    page_cell(out, text_duration(f.grant[0]).text);
    page_cell(out, text_duration(f.grant[1]).text);
    page_cell(out, longest);
    page_cell(out, text_fraction(f.least).text);
    page_cell(out, text_fraction(f.most).text);
}

static void write_figures(FILE *out, const struct lab_table *t)
{
    char speed[32] = "";
    text_add(speed, sizeof speed, "%s per second", t->scenario->ops);
    const char *const heads[] = {"<lock",       speed,           "CPU time each",
                                 "median wait", "p99 wait",      "longest wait",
                                 "least share", "largest share", NULL};
    page_table_begin(out, heads);
    for (int i = 0; i < t->lock_count; i++)
        write_row(out, t, i);
    page_table_end(out);
    page_element(out, "p.note",
                 "Every figure is the median of the rounds' figures. A wait lasts from the call "
                 "until the lock was the caller's; 1 in 100 was longer than p99. +: as long as a "
                 "round, and cut short by its end. Shares are of those with the same task; 1 "
                 "would be fair.");
}

static void write_table(FILE *out, const struct lab_report *r, const struct lab_table *t)
{
    char heading[64] = "";
    text_add(heading, sizeof heading, "%s, %d %s%s", t->scenario->name, t->threads, lab_agent(t),
             text_plural((uint64_t)t->threads));
    page_section(out, heading);
    page_element(out, "p", "%s", t->scenario->intro);
    if (t->scenario == &lab_hunger)
        page_element(out, "p", "Whoever has the lock keeps it for %g us.",
                     (double)r->hold_ns / 1e3);
    write_verdict(out, t);
    write_figures(out, t);
    lab_pictures(out, t);
}

static bool print(FILE *out, const void *arg)
{
    const struct lab_report *r = arg;
    begin_page(out, r);
    for (int i = 0; i < r->table_count; i++)
        write_table(out, r, &r->tables[i]);
    page_end(out);
    return ferror(out) == 0;
}

const char *lab_html(const struct lab_report *r, const char *path)
{
    return report_file_write(path, print, r);
}
