// outcome.h - what came of it: for people, for programs, and as an exit status.
// SPDX-License-Identifier: MIT
#ifndef PAWL_VET_OUTCOME_H
#define PAWL_VET_OUTCOME_H

#include "vet/front/front.h"
#include "vet/options.h"
#include "vet/report/source.h"

enum { VET_CLEAN = 0, VET_TROUBLE = 2, VET_FOUND = 3 };

struct vet_outcome {
    const struct vet_options *options;
    struct vet_sources sources;
    struct vet_reading reading;
    struct vet_findings findings;
    struct source_files files;
};

// vet_outcome_report leaves out what is to be left alone, prints and writes the rest, and returns
// the exit status.
int vet_outcome_report(struct vet_outcome *v);

#endif
