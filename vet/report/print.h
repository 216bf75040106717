// print.h - findings, as compilers print theirs.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_PRINT_H
#define PAWL_VET_PRINT_H

#include "vet/report/findings.h"
#include "vet/report/source.h"

#include <stdio.h>

struct vet_printing {
    FILE *out;
    bool colour, snippets; // snippets: the line of the source, with a mark
    struct source_files *sources;
};

// vet_print prints all that are not suppressed.
void vet_print(const struct vet_printing *p, const struct vet_findings *all);

#endif
