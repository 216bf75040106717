// run_table.h - a table of figures, as wide as a terminal.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_TABLE_H
#define PAWL_TOOLS_RUN_TABLE_H

#include "run_rows.h"

#include <stdio.h>

enum { RUN_TABLE_FIELDS = 12 };

struct run_table {
    const char *how_to_read; // printed above
    const char *head;        // of the names: "lock"
    enum run_field fields[RUN_TABLE_FIELDS];
    int field_count;
};

// run_table_print prints at most so many rows (0: all), cut to 80 columns unless it may be wide,
// and how many it leaves out. Prints nothing if there are no rows.
void run_table_print(FILE *out, const struct run_table *t, const struct run_rows *rows, int most,
                     bool wide);

// run_print_cut prints a name in so many columns; a longer one loses its middle: "a_lon..me".
void run_print_cut(FILE *out, const char *name, int width);

#endif
