// report_plot.h - pictures for a page: drawn by gnuplot, set into the page as SVG.
// SPDX-License-Identifier: MIT
//
// gnuplot sees numbers, and texts of ours; no text of a program's. Its colours become the page's
// (report_page.h), so that a picture fits both themes.
#ifndef PAWL_TOOLS_REPORT_PLOT_H
#define PAWL_TOOLS_REPORT_PLOT_H

#include "histogram.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum plot_style {
    PLOT_STEPS, // a line that goes on level to the next x
    PLOT_AREA,  // the same, filled down to 0
    PLOT_BARS,  // a bar around each x, 1 wide
    PLOT_SPANS, // a level stroke from x to until
};

struct plot_series {
    enum plot_style style;
    int colour;    // of the page: 0 is grey
    double *x, *y; // owned
    double *until; // PLOT_SPANS only; owned
    size_t count;
};

struct plot_panel {
    const char *title; // "": none. Letters, digits and a few signs; others become '?'
    struct plot_series *series;
    size_t series_count;
};

enum plot_ticks {
    PLOT_AUTO,      // numbers
    PLOT_DURATIONS, // powers of ten in ns: "1 us"
    PLOT_COUNTS,    // powers of ten: "1 k"
    PLOT_PARTS,     // negative powers of ten: "1 in 100"
    PLOT_NONE,
};

struct plot_axis {
    const char *title; // stands in the page
    enum plot_ticks ticks;
    bool log;
    double from, to;
};

// All panels of a plot have the same axes.
struct plot {
    const char *alt; // what it shows, for those who cannot see it
    struct plot_axis x, y;
    struct plot_panel *panels;
    size_t panel_count;
    int columns, panel_height; // height in pixels; a page is 720 wide
};

// plot_draw writes the plot into a page. Without gnuplot it writes a sentence instead.
void plot_draw(FILE *out, const struct plot *p);

// plot_series_free frees the numbers of a series.
void plot_series_free(struct plot_series *s);

// plot_longer_than returns a curve: how many of d's durations are longer than x; whole is what to
// divide that by.
struct plot_series plot_longer_than(const struct distribution *d, double whole, int colour);

// plot_decades widens an axis from and to to powers of ten.
void plot_decades(struct plot_axis *axis);

// ---- for report_plot.c --------------------------------------------------------------------------

// gnuplot_run has gnuplot read script from its start and write an SVG: a file to be closed, or NULL
// if it did not.
FILE *gnuplot_run(FILE *script);

// gnuplot_copy_svg writes the picture from svg for a page.
void gnuplot_copy_svg(FILE *out, FILE *svg, const char *alt, int width, int height);

#endif
