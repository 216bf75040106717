// lab_editions.c - `pawl lab editions`: the locks, what each changed, and why.
// SPDX-License-Identifier: MIT
#include "lab.h"
#include "text.h"

#include <editions/edition.h>

enum { COLUMN = 24 };

void lab_print_editions(FILE *out)
{
    fputs("year  lock      bytes   what is new in it, and why\n", out);
    for (const struct pawl_edition *const *e = pawl_editions; *e; e++) {
        if ((*e)->year != 0)
            fprintf(out, "%-6d", (*e)->year);
        else
            fprintf(out, "%-6s", "-");
        fprintf(out, "%-10s%5zu   ", (*e)->name, (*e)->size);
        text_print_wrapped(out, COLUMN, COLUMN, (*e)->change);
        fprintf(out, "%*sWhy: ", COLUMN, "");
        text_print_wrapped(out, COLUMN + 5, COLUMN + 5, (*e)->reason);
    }
    fputs("\nWithout a year: no edition of Go's mutex, but something to compare with.\n"
          "The whole story of each is in its source, editions/LOCK.c.\n",
          out);
}
