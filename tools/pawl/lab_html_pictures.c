// lab_html_pictures.c - a table of the laboratory in pictures: a panel per lock, all alike.
// SPDX-License-Identifier: MIT
#include "lab_html.h"
#include "lab_scenario.h"
#include "report_page.h"
#include "report_plot.h"
#include "text.h"
#include "xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ONE = 1, OTHERS = 0 }; // colours

// The panels of a picture, each with room for a series per lock.
static struct plot_panel *make_panels(const struct lab_table *t)
{
    struct plot_panel *panels = xcalloc((size_t)t->lock_count, sizeof *panels);
    for (int i = 0; i < t->lock_count; i++) {
        panels[i].title = t->locks[i];
        panels[i].series = xcalloc((size_t)t->lock_count + 1, sizeof *panels[i].series);
    }
    return panels;
}

static void free_panels(const struct lab_table *t, struct plot_panel *panels)
{
    for (int i = 0; i < t->lock_count; i++) {
        for (size_t s = 0; s < panels[i].series_count; s++)
            plot_series_free(&panels[i].series[s]);
        free(panels[i].series);
    }
    free(panels);
}

static struct plot_series *add_series(struct plot_panel *panel, enum plot_style style, int colour,
                                      size_t room)
{
    struct plot_series *s = &panel->series[panel->series_count++];
    *s = (struct plot_series){.style = style, .colour = colour};
    s->x = xcalloc(room, sizeof *s->x);
    s->y = xcalloc(room, sizeof *s->y);
    return s;
}

static int columns_for(const struct lab_table *t)
{
    return t->lock_count < 3 ? t->lock_count : 3;
}

// ---- how long the waits were --------------------------------------------------------------------

// All rounds together.
static struct distribution all_waits(const struct lab_table *t, int lock)
{
    struct histogram *h = xcalloc(1, sizeof *h);
    for (int round = 0; round < t->rounds; round++) {
        const struct distribution *d = &lab_sample_at(t, round, lock)->grant;
        for (size_t i = 0; i < d->bin_count; i++)
            h->buckets[histogram_bucket(d->bins[i].low_ns)] += d->bins[i].count;
        h->longest = d->longest > h->longest ? d->longest : h->longest;
    }
    struct distribution d = distribution_of(h);
    free(h);
    return d;
}

// A lock's curve into all panels: in the others it is what theirs are compared with.
static void add_curve(struct plot *p, const struct distribution *d, int lock)
{
    for (size_t i = 0; i < p->panel_count; i++) {
        struct plot_panel *panel = &p->panels[i];
        bool own = i == (size_t)lock;
        // Its own curve is the last in each panel, on top.
        size_t at = own ? p->panel_count - 1 : panel->series_count++;
        panel->series[at] = plot_longer_than(d, (double)d->count, own ? ONE : OTHERS);
    }
    p->x.from = fmin(p->x.from, fmax((double)d->bins[0].low_ns, 10));
    p->x.to = fmax(p->x.to, (double)d->longest);
    p->y.from = fmin(p->y.from, 1 / (double)d->count);
}

static void draw_waits(FILE *out, const struct lab_table *t)
{
    struct plot p = {
        .alt = "For each lock, how many of its waits were longer than a given time",
        .x = {"length of a wait", PLOT_DURATIONS, true, 1e12, 1},
        .y = {"waits that were longer", PLOT_PARTS, true, 1, 1},
        .panels = make_panels(t),
        .panel_count = (size_t)t->lock_count,
        .columns = columns_for(t),
        .panel_height = 130,
    };
    bool known = true;
    for (int i = 0; i < t->lock_count; i++) {
        struct distribution d = all_waits(t, i);
        known = known && d.count > 0;
        if (known)
            add_curve(&p, &d, i);
        distribution_free(&d);
    }
    for (size_t i = 0; i < p.panel_count; i++)
        p.panels[i].series_count = p.panel_count;
    if (known) {
        plot_decades(&p.x);
        plot_decades(&p.y);
        page_figure_begin(out, "How long one waits for the lock");
        plot_draw(out, &p);
        page_figure_end(
            out, "How to read it: in each panel one lock is in colour, the others are grey. "
                 "Choose a time on the lower edge and go up to the curve: such a part of all "
                 "waits was longer. The further left a curve comes down, the better; where "
                 "it meets the lower edge is the longest wait of all rounds.");
    }
    free_panels(t, p.panels);
}

// ---- how it is shared ---------------------------------------------------------------------------

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

// The shares of a round in order, 1 being fair: values[rank * rounds + round].
static void collect_shares(const struct lab_table *t, int lock, int round, double *values)
{
    const struct lab_sample *s = lab_sample_at(t, round, lock);
    int from = t->scenario->equal_from;
    int count = t->threads - from;
    double *shares = xcalloc((size_t)count, sizeof *shares);
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += shares[i] = (double)s->thread_ops[from + i];
    qsort(shares, (size_t)count, sizeof *shares, ascending);
    for (int i = 0; i < count; i++)
        values[i * t->rounds + round] = sum > 0 ? shares[i] * count / sum : 0;
    free(shares);
}

static void add_shares(struct plot *p, const struct lab_table *t, int lock)
{
    int count = t->threads - t->scenario->equal_from;
    size_t rounds = (size_t)t->rounds;
    double *values = xcalloc((size_t)count * rounds, sizeof *values);
    for (int round = 0; round < t->rounds; round++)
        collect_shares(t, lock, round, values);
    struct plot_series *bars = add_series(&p->panels[lock], PLOT_BARS, ONE, (size_t)count);
    for (int i = 0; i < count; i++) {
        bars->x[i] = i + 1;
        bars->y[i] = stats_median(&values[(size_t)i * rounds], rounds);
        p->y.to = fmax(p->y.to, bars->y[i] * 1.05);
    }
    bars->count = (size_t)count;
    free(values);
    struct plot_series *fair = add_series(&p->panels[lock], PLOT_STEPS, OTHERS, 2);
    fair->count = 2;
    fair->x[0] = 0.5;
    fair->x[1] = count + 0.5;
    fair->y[0] = fair->y[1] = 1;
}

static void draw_shares(FILE *out, const struct lab_table *t)
{
    int count = t->threads - t->scenario->equal_from;
    if (count < 2)
        return;
    struct plot p = {
        .alt = "For each lock, the share of each one",
        .x = {"from the unluckiest to the luckiest", PLOT_NONE, false, 0.5, count + 0.5},
        .y = {"what each got done; 1 is a fair share", PLOT_AUTO, false, 0, 1.2},
        .panels = make_panels(t),
        .panel_count = (size_t)t->lock_count,
        .columns = columns_for(t),
        .panel_height = 110,
    };
    for (int i = 0; i < t->lock_count; i++)
        add_shares(&p, t, i);
    page_figure_begin(out, "How evenly they are served");
    plot_draw(out, &p);
    page_figure_end(
        out, "How to read it: a bar for each of those that have the same task, "
             "the unluckiest on the left. If all bars reach the grey line, all got the same; "
             "a steep rise means that few got most. Medians over the rounds.");
    free_panels(t, p.panels);
}

// ---- who held it --------------------------------------------------------------------------------

// Turns of a thread that are closer than half a pixel look like one, and are drawn as one.
static void add_holds(struct plot *p, const struct lab_table *t, int lock)
{
    const struct lab_trace *trace = &t->traces[lock];
    double hair = p->x.to / 1200;
    struct plot_series *s = add_series(&p->panels[lock], PLOT_SPANS, ONE, trace->count);
    s->until = xcalloc(trace->count, sizeof *s->until);
    size_t *last = xcalloc((size_t)t->threads, sizeof *last); // its last span, and 1
    for (size_t i = 0; i < trace->count; i++) {
        const struct lab_hold *h = &trace->holds[i];
        double from = (double)h->from_ns / 1e6;
        double to = fmax((double)h->to_ns / 1e6, from + hair);
        size_t *mine = &last[h->thread];
        if (*mine == 0 || from - s->until[*mine - 1] > hair) {
            s->x[s->count] = from;
            s->y[s->count++] = h->thread;
            *mine = s->count;
        }
        s->until[*mine - 1] = to;
    }
    free(last);
}

static bool traced(const struct lab_table *t)
{
    for (int i = 0; i < t->lock_count; i++) {
        if (t->traces[i].count > 0)
            return true;
    }
    return false;
}

static int between(int low, int value, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void draw_holds(FILE *out, const struct lab_table *t)
{
    if (!traced(t))
        return;
    struct plot p = {
        .alt = "For each lock, who held it over some milliseconds",
        .x = {"milliseconds", PLOT_AUTO, false, 0, 0},
        .y = {"a line each", PLOT_NONE, false, -0.7, t->threads - 0.3},
        .panels = make_panels(t),
        .panel_count = (size_t)t->lock_count,
        .columns = 1,
        .panel_height = between(30, t->threads * 6, 110),
    };
    for (int i = 0; i < t->lock_count; i++)
        p.x.to = fmax(p.x.to, (double)t->traces[i].length_ns / 1e6);
    for (int i = 0; i < t->lock_count; i++)
        add_holds(&p, t, i);
    char caption[512] = "";
    text_add(
        caption, sizeof caption,
        "How to read it: a stroke says that this one held the lock. Long strokes: one "
        "takes it again and again while the others wait. Short strokes on all lines: "
        "it goes round. %sFrom a round of its own, in which every turn was written down; where "
        "very many turns were taken, a line ends early.",
        t->scenario->equal_from > 0 ? "The lowest line is the polite one's. " : "");
    page_figure_begin(out, "Who held the lock");
    plot_draw(out, &p);
    page_figure_end(out, caption);
    free_panels(t, p.panels);
}

void lab_pictures(FILE *out, const struct lab_table *t)
{
    draw_waits(out, t);
    draw_shares(out, t);
    draw_holds(out, t);
}
