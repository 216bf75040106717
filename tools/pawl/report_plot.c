// report_plot.c - a plot as a script for gnuplot.
// SPDX-License-Identifier: MIT
#include "report_plot.h"

#include "report_page.h"
#include "text.h"
#include "xalloc.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 720, LEFT = 72, LEFT_BARE = 12, RIGHT = 28, TOP = 12, BOTTOM = 28, TITLE = 20 };

#define INK "rgb '#010101'"
#define GRID "rgb '#020202'"

// ---- series -------------------------------------------------------------------------------------

void plot_series_free(struct plot_series *s)
{
    free(s->x);
    free(s->y);
    free(s->until);
    *s = (struct plot_series){0};
}

static void add_point(struct plot_series *s, double x, double y)
{
    s->x[s->count] = x;
    s->y[s->count++] = y;
}

// A few points per power of two are all that can be seen.
struct plot_series plot_longer_than(const struct distribution *d, double whole, int colour)
{
    struct plot_series s = {.style = PLOT_STEPS, .colour = colour};
    s.x = xcalloc(d->bin_count + 2, sizeof *s.x);
    s.y = xcalloc(d->bin_count + 2, sizeof *s.y);
    uint64_t longer = d->count;
    for (size_t i = 0; i < d->bin_count; i++) {
        double low = fmax((double)d->bins[i].low_ns, 1);
        if (s.count == 0 || low > s.x[s.count - 1] * 1.08)
            add_point(&s, low, (double)longer / whole);
        longer -= d->bins[i].count;
    }
    if (s.count > 0) // and down to none
        add_point(&s, fmax((double)d->longest, s.x[s.count - 1]), 1e-12);
    return s;
}

void plot_decades(struct plot_axis *axis)
{
    axis->from = pow(10, floor(log10(axis->from) + 1e-9));
    axis->to = pow(10, ceil(log10(axis->to) - 1e-9));
    if (axis->to <= axis->from)
        axis->to = axis->from * 10;
}

static void write_number(FILE *script, double value, char after)
{
    fprintf(script, "%.7g%c", isfinite(value) ? value : 0, after);
}

static void write_series(FILE *script, const struct plot_series *s, size_t panel, size_t number)
{
    fprintf(script, "$d%zu_%zu << EOD\n", panel, number);
    for (size_t i = 0; i < s->count; i++) {
        write_number(script, s->x[i], ' ');
        write_number(script, s->y[i], s->until ? ' ' : '\n');
        if (s->until)
            write_number(script, s->until[i] - s->x[i], '\n');
    }
    fputs("EOD\n", script);
}

static void write_plot(FILE *script, const struct plot_series *s, size_t panel, size_t number)
{
    static const char *const styles[] = {
        [PLOT_STEPS] = "1:2 with steps lw 1.6",
        [PLOT_AREA] = "1:2 with fillsteps fs solid noborder",
        [PLOT_BARS] = "1:2 with boxes fs solid noborder",
        [PLOT_SPANS] = "1:2:3:(0) with vectors nohead lw 2.5",
    };
    fprintf(script, "%s$d%zu_%zu using %s lc rgb '#aa00%02x'", number > 0 ? ", " : "plot ", panel,
            number, styles[s->style], (unsigned)s->colour);
}

// ---- axes ---------------------------------------------------------------------------------------

// A power of ten as "10 us" or "1 k"; '' if it is too far off.
static void write_power(FILE *script, const char *before, bool duration, int exponent)
{
    static const char *const durations[] = {" ns", " us", " ms", " s", " ks", " Ms"};
    static const char *const counts[] = {"", " k", " M", " G", " T", " P"};
    static const int mantissas[] = {1, 10, 100};
    if (exponent >= 0 && exponent < 18)
        fprintf(script, "'%s%d%s'", before, mantissas[exponent % 3],
                (duration ? durations : counts)[exponent / 3]);
    else
        fputs("''", script);
}

static void write_tick(FILE *script, enum plot_ticks ticks, int exponent)
{
    if (ticks != PLOT_PARTS)
        write_power(script, "", ticks == PLOT_DURATIONS, exponent);
    else if (exponent == 0)
        fputs("'all'", script);
    else
        write_power(script, "1 in ", false, -exponent);
}

// Which ticks have names: none, all that there is room for, or all but the first, which would meet
// the last one of the panel beside it.
enum naming { NO_NAMES, NAMES, NAMES_BUT_FIRST };

// A tick for each power of ten.
static void write_decades(FILE *script, const struct plot_axis *axis, enum naming naming, int room)
{
    int first = (int)lround(log10(axis->from));
    int last = (int)lround(log10(axis->to));
    int step = (last - first) / room + 1;
    fputs(" (", script);
    for (int e = first; e <= last; e++) {
        fputs(e > first ? ", " : "", script);
        if (naming != NO_NAMES && (last - e) % step == 0 &&
            (e > first || naming != NAMES_BUT_FIRST))
            write_tick(script, axis->ticks, e);
        else
            fputs("''", script);
        fprintf(script, " 1e%d", e);
    }
    fputc(')', script);
}

// 1, 2 or 5 times a power of ten.
static double step_of(const struct plot_axis *axis, int room)
{
    double least = (axis->to - axis->from) / (room > 0 ? room : 1);
    double step = pow(10, floor(log10(least)));
    return step >= least       ? step
           : step * 2 >= least ? step * 2
           : step * 5 >= least ? step * 5
                               : step * 10;
}

static void write_axis(FILE *script, char name, const struct plot_axis *axis, enum naming naming,
                       int room)
{
    double hair = axis->log ? 1e-6 : 0; // or else rounding loses the ticks at the ends
    if (axis->log)
        fprintf(script, "set logscale %c\n", name);
    fprintf(script, "set %crange [%.9g:%.9g]\n", name, axis->from * (1 - hair),
            axis->to * (1 + hair));
    if (axis->ticks == PLOT_NONE) {
        fprintf(script, "unset %ctics\n", name);
        return;
    }
    fprintf(script, "set format %c '%s'\nset %ctics scale 0 textcolor " INK, name,
            naming == NO_NAMES ? "" : "%g", name);
    if (axis->ticks == PLOT_AUTO)
        fprintf(script, " %.9g", step_of(axis, room));
    else
        write_decades(script, axis, naming, room);
    fputc('\n', script);
}

// ---- panels -------------------------------------------------------------------------------------

static bool has_titles(const struct plot *p)
{
    return p->panels[0].title[0] != '\0';
}

static int rows_of(const struct plot *p)
{
    return (int)((p->panel_count + (size_t)p->columns - 1) / (size_t)p->columns);
}

static int height_of(const struct plot *p)
{
    int above = TOP + (has_titles(p) ? TITLE : 0);
    return rows_of(p) * (p->panel_height + above) + BOTTOM;
}

// Quotes would end the string, and gnuplot is a language.
static void write_title(FILE *script, const char *title)
{
    fputs("set title '", script);
    for (; *title != '\0'; title++) {
        unsigned char c = (unsigned char)*title;
        fputc(isalnum(c) || strchr(" _+-.:/()", c) ? c : '?', script);
    }
    fputs("' offset 0,-0.6 textcolor " INK "\n", script);
}

static void write_place(FILE *script, const struct plot *p, int row, int column)
{
    int above = TOP + (has_titles(p) ? TITLE : 0);
    double left = p->y.ticks == PLOT_NONE ? LEFT_BARE : LEFT;
    double width = (WIDTH - left - RIGHT) / p->columns;
    double height = height_of(p);
    double top = row * (p->panel_height + above) + above;
    double gap = p->columns > 1 ? 34 : 0;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            (left + column * width) / WIDTH, (left + (column + 1) * width - gap) / WIDTH);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - top / height,
            1 - (top + p->panel_height) / height);
}

static void write_panel(FILE *script, const struct plot *p, size_t number)
{
    const struct plot_panel *panel = &p->panels[number];
    int row = (int)number / p->columns;
    int column = (int)number % p->columns;
    bool lowest = number + (size_t)p->columns >= p->panel_count;
    write_place(script, p, row, column);
    enum naming below = !lowest ? NO_NAMES : column > 0 ? NAMES_BUT_FIRST : NAMES;
    write_axis(script, 'x', &p->x, below, WIDTH / p->columns / 70);
    write_axis(script, 'y', &p->y, column == 0 ? NAMES : NO_NAMES, p->panel_height / 18);
    write_title(script, panel->title);
    for (size_t i = 0; i < panel->series_count; i++)
        write_series(script, &panel->series[i], number, i);
    for (size_t i = 0; i < panel->series_count; i++)
        write_plot(script, &panel->series[i], number, i);
    fputs("\n", script);
}

static void write_script(FILE *script, const struct plot *p)
{
    fprintf(script,
            "set terminal svg size %d,%d dynamic noenhanced font 'sans-serif,12'\n"
            "set multiplot\nset key off\nset border 1 lc " INK "\nset grid back lt 1 lw 1 lc " GRID
            "\nset boxwidth %g absolute\nset clip two\n",
            WIDTH, height_of(p), p->x.to - p->x.from > 50 ? 1 : 0.8);
    for (size_t i = 0; i < p->panel_count; i++)
        write_panel(script, p, i);
    fputs("unset multiplot\n", script);
}

void plot_draw(FILE *out, const struct plot *p)
{
    FILE *script = tmpfile();
    if (script)
        write_script(script, p);
    FILE *svg = script ? gnuplot_run(script) : NULL;
    if (svg) {
        page_element(out, "p.axis", "%s", p->y.title);
        gnuplot_copy_svg(out, svg, p->alt, WIDTH, height_of(p));
        page_element(out, "p.axis x", "%s", p->x.title);
        fclose(svg);
    } else {
        page_element(out, "p.note", "No picture here: it takes gnuplot, which did not run.");
    }
    if (script)
        fclose(script);
}
