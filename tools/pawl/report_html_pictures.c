// report_html_pictures.c - the pictures on a profile's page.
// SPDX-License-Identifier: MIT
#include "report_html.h"

#include "report_plot.h"
#include "text.h"
#include "xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SLOTS = 128, MOST_SITES = 12 };

static void write_legend(FILE *out, const struct html_run *run, bool others)
{
    struct page_key keys[PAGE_COLOURS + 1];
    for (size_t i = 0; i < run->coloured; i++)
        keys[i] = (struct page_key){run->locks[i].name, run->locks[i].colour};
    keys[run->coloured] = (struct page_key){"all other locks", 0};
    page_legend(out, keys, run->coloured + others);
}

static bool has_others(const struct html_run *run)
{
    uint64_t coloured = 0;
    for (size_t i = 0; i < run->coloured; i++)
        coloured += run->locks[i].wait_ns;
    return coloured < run->wait_ns;
}

// ---- waiting over the run -----------------------------------------------------------------------

// Slots that are common to all processes.
struct slots {
    int64_t width;
    size_t count;
    double wait[PAGE_COLOURS + 1][MOST_SLOTS]; // by colour
};

static void choose_slots(const struct html_run *run, struct slots *s)
{
    int64_t whole = run->end_ns - run->start_ns;
    for (size_t i = 0; i < run->lock_count; i++) {
        int64_t width = run->locks[i].process->slot_ns;
        s->width = width > s->width ? width : s->width;
    }
    while (s->width > 0 && whole / s->width >= MOST_SLOTS)
        s->width *= 2;
    s->count = s->width > 0 ? (size_t)(whole / s->width + (whole % s->width != 0)) : 0;
}

// Shares out the waiting of a process' slot among those that it lies in.
static void share_out(struct slots *s, int colour, int64_t from, int64_t to, double wait)
{
    for (int64_t at = from; at < to;) {
        int64_t slot = at / s->width;
        int64_t next = (slot + 1) * s->width;
        next = next < to ? next : to;
        if (slot >= 0 && (size_t)slot < s->count)
            s->wait[colour][slot] += wait * (double)(next - at) / (double)(to - from);
        at = next;
    }
}

// The last slot ends with the process.
static void add_timeline(struct slots *s, const struct html_run *run, const struct html_lock *l)
{
    const struct profile_process *p = l->process;
    int64_t start = p->started_unix_ns - run->start_ns;
    for (int i = 0; i < PROFILE_SLOTS; i++) {
        int64_t from = i * p->slot_ns;
        int64_t to = from + p->slot_ns < p->duration_ns ? from + p->slot_ns : p->duration_ns;
        if (l->lock->timeline[i] > 0 && from < to)
            share_out(s, l->colour, start + from, start + to, (double)l->lock->timeline[i]);
    }
}

// The unit in which the time of the run is given.
static double unit_of(int64_t whole, const char **title)
{
    if (whole < 2000000000) {
        *title = "milliseconds since the start";
        return 1e6;
    }
    *title = whole < INT64_C(600000000000) ? "seconds since the start" : "minutes since the start";
    return whole < INT64_C(600000000000) ? 1e9 : 60e9;
}

// Areas on top of each other, the highest drawn first; returns how high they get.
static double stack_areas(const struct slots *s, const struct html_run *run, double unit,
                          struct plot_series *series)
{
    double highest = 0;
    double whole = (double)(run->end_ns - run->start_ns);
    for (size_t colour = 0; colour <= run->coloured; colour++) {
        struct plot_series *area = &series[colour];
        *area = (struct plot_series){.style = PLOT_AREA, .colour = (int)colour};
        area->count = s->count + 1;
        area->x = xcalloc(area->count, sizeof *area->x);
        area->y = xcalloc(area->count, sizeof *area->y);
        for (size_t i = 0; i <= s->count; i++) {
            size_t slot = i < s->count ? i : i - 1;
            double end = fmin((double)(i * (size_t)s->width), whole);
            double width = fmin((double)s->width, whole - (double)slot * (double)s->width);
            area->x[i] = end / unit;
            // Under colour c lie all colours below it; grey is on top.
            for (size_t below = 1; below <= (colour ? colour : run->coloured); below++)
                area->y[i] += s->wait[below][slot] / width;
            area->y[i] += colour ? 0 : s->wait[0][slot] / width;
            highest = fmax(highest, area->y[i]);
        }
    }
    return highest;
}

static void draw_timeline(FILE *out, const struct html_run *run)
{
    static struct slots s;
    s = (struct slots){.width = 0};
    choose_slots(run, &s);
    if (s.count == 0)
        return;
    for (size_t i = 0; i < run->lock_count && !run->locks[i].event; i++)
        add_timeline(&s, run, &run->locks[i]);
    struct plot_series areas[PAGE_COLOURS + 1];
    struct plot_series drawn[PAGE_COLOURS + 1];
    struct plot p = {.alt = "Waiting for each lock over the run",
                     .columns = 1,
                     .panel_height = 240,
                     .panel_count = 1};
    double unit = unit_of(run->end_ns - run->start_ns, &p.x.title);
    p.y.title = "threads waiting, on average";
    p.y.to = fmax(stack_areas(&s, run, unit, areas) * 1.05, 1e-9);
    p.x.to = (double)(run->end_ns - run->start_ns) / unit;
    for (size_t i = 0; i <= run->coloured; i++)
        drawn[i] = areas[i == 0 ? 0 : run->coloured + 1 - i];
    p.panels = &(struct plot_panel){"", drawn, run->coloured + 1};
    page_figure_begin(out, "When they waited");
    write_legend(out, run, has_others(run));
    plot_draw(out, &p);
    page_figure_end(out,
                    "How to read it: the height of a colour says how many threads were waiting for "
                    "that lock at that time, on average; the colours stand on one another. A wait "
                    "counts where it ended, so a long one shows as a spike at its end.");
    for (size_t i = 0; i <= run->coloured; i++)
        plot_series_free(&areas[i]);
}

// ---- how long a wait was ------------------------------------------------------------------------

// Both ways into a lock together; bins to be freed.
static struct distribution both_ways(const struct profile_lock *l)
{
    const struct distribution *a = &l->exclusive.waits;
    const struct distribution *b = &l->shared.waits;
    struct distribution d = {
        .bins = xcalloc(a->bin_count + b->bin_count, sizeof *d.bins),
        .count = a->count + b->count,
        .longest = a->longest > b->longest ? a->longest : b->longest,
    };
    for (size_t i = 0, k = 0; i < a->bin_count || k < b->bin_count;) {
        bool from_a =
            k == b->bin_count || (i < a->bin_count && a->bins[i].low_ns <= b->bins[k].low_ns);
        d.bins[d.bin_count++] = from_a ? a->bins[i++] : b->bins[k++];
    }
    return d;
}

static void widen(struct plot *p, const struct plot_series *s)
{
    if (s->count == 0)
        return;
    p->x.from = fmin(p->x.from, s->x[0]);
    p->x.to = fmax(p->x.to, s->x[s->count - 1]);
    p->y.to = fmax(p->y.to, s->y[0]);
}

static void draw_waits(FILE *out, const struct html_run *run)
{
    struct plot_series curves[PAGE_COLOURS];
    struct plot p = {
        .alt = "How many waits were longer than a given time, for each lock",
        .x = {"length of a wait", PLOT_DURATIONS, true, 1e12, 1},
        .y = {"waits that were longer", PLOT_COUNTS, true, 1, 1},
        .columns = 1,
        .panel_height = 260,
        .panel_count = 1,
    };
    for (size_t i = 0; i < run->coloured; i++) {
        struct distribution d = both_ways(run->locks[i].lock);
        // The largest is drawn last, on top.
        struct plot_series *s = &curves[run->coloured - 1 - i];
        *s = plot_longer_than(&d, 1, run->locks[i].colour);
        widen(&p, s);
        distribution_free(&d);
    }
    plot_decades(&p.x);
    plot_decades(&p.y);
    p.panels = &(struct plot_panel){"", curves, run->coloured};
    page_figure_begin(out, "How long they waited");
    write_legend(out, run, false);
    plot_draw(out, &p);
    page_figure_end(
        out, "How to read it: choose a time on the lower edge and go up to a curve; its "
             "height says how many waits for that lock were longer. A curve that reaches far "
             "to the right has few but long waits. Each line is ten times the one before.");
    for (size_t i = 0; i < run->coloured; i++)
        plot_series_free(&curves[i]);
}

// ---- where -------------------------------------------------------------------------------------

struct place {
    const struct html_lock *lock;
    const struct profile_site *site;
};

static int by_wait(const void *a, const void *b)
{
    uint64_t x = ((const struct place *)a)->site->use.wait_ns;
    uint64_t y = ((const struct place *)b)->site->use.wait_ns;
    return (x < y) - (x > y);
}

static size_t collect_places(const struct html_run *run, struct place **places)
{
    size_t count = 0;
    for (size_t i = 0; i < run->lock_count; i++)
        count += run->locks[i].event ? 0 : run->locks[i].lock->site_count;
    *places = xcalloc(count, sizeof **places);
    count = 0;
    for (size_t i = 0; i < run->lock_count; i++) {
        const struct html_lock *l = &run->locks[i];
        for (size_t s = 0; !l->event && s < l->lock->site_count; s++)
            (*places)[count++] = (struct place){l, &l->lock->sites[s]};
    }
    if (count > 1)
        qsort(*places, count, sizeof **places, by_wait);
    return count;
}

static void write_bar(FILE *out, const struct place *p, double most)
{
    char name[512] = "";
    char note[256] = "";
    double wait = (double)p->site->use.wait_ns;
    html_place(name, sizeof name, &p->site->caller);
    text_add(note, sizeof note, "%s%s", p->lock->name, p->site->shared ? ", for reading" : "");
    page_bar(out, name, note, text_duration(wait).text, wait / most, p->lock->colour);
}

static void draw_places(FILE *out, const struct html_run *run)
{
    struct place *places;
    size_t count = collect_places(run, &places);
    if (count > 0 && places[0].site->use.wait_ns > 0) {
        double most = (double)places[0].site->use.wait_ns;
        page_figure_begin(out, "Where they waited");
        page_bars_begin(out);
        for (size_t i = 0; i < count && i < MOST_SITES && places[i].site->use.wait_ns > 0; i++)
            write_bar(out, &places[i], most);
        page_bars_end(out);
        page_figure_end(out,
                        "How to read it: a place in the program that takes a lock, and the lock. "
                        "The length of the bar is what all threads together waited there; its "
                        "colour is the lock's, as above.");
    }
    free(places);
}

void html_pictures(FILE *out, const struct html_run *run)
{
    if (run->coloured == 0)
        return;
    page_section(out, "Waiting for locks");
    draw_timeline(out, run);
    draw_waits(out, run);
    draw_places(out, run);
}
