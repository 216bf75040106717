// report_page.h - one HTML page, complete in itself: no script, nothing from elsewhere.
// SPDX-License-Identifier: MIT
//
// Texts may come from anywhere: whatever is printed here is tamed and escaped.
#ifndef PAWL_TOOLS_REPORT_PAGE_H
#define PAWL_TOOLS_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// page_begin writes all that comes before the first section; subtitle may be NULL.
void page_begin(FILE *out, const char *title, const char *subtitle);
void page_end(FILE *out);

// page_text writes text, escaped.
void page_text(FILE *out, const char *text);

// page_element writes <tag>text</tag>; a class may follow the tag: "p.note".
__attribute__((format(printf, 3, 4))) void page_element(FILE *out, const char *tag,
                                                        const char *format, ...);

void page_section(FILE *out, const char *heading);

// ---- figures ------------------------------------------------------------------------------------

// A name, and the number of its colour: 1 to PAGE_COLOURS, 0 is grey.
enum { PAGE_COLOURS = 5 };

struct page_key {
    const char *name;
    int colour;
};

// page_figure_begin opens a figure, page_figure_end closes it with a caption that says how to read
// it. Between them comes what it shows; a legend first, if there is more than one colour.
void page_figure_begin(FILE *out, const char *title);
void page_figure_end(FILE *out, const char *caption);
void page_legend(FILE *out, const struct page_key *keys, size_t count);

// page_bar writes a row of a bar chart: share (0 to 1) of the width, in a colour.
void page_bars_begin(FILE *out);
void page_bar(FILE *out, const char *name, const char *note, const char *value, double share,
              int colour);
void page_bars_end(FILE *out);

// ---- tables -------------------------------------------------------------------------------------

// page_table_begin starts a table; a head that begins with '<' is of a column of texts, the others
// have numbers. Ends with NULL.
void page_table_begin(FILE *out, const char *const *heads);
void page_row(FILE *out);
void page_cell(FILE *out, const char *number);

// page_name writes a cell with a text, and below it a note ("": none).
void page_name(FILE *out, const char *text, const char *note);

void page_table_end(FILE *out);

#endif
