// check_output.h - everything that a user can have made of findings.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_OUTPUT_H
#define PAWL_TOOLS_CHECK_OUTPUT_H

#include "check/check_suppress.h"
#include "run_options.h"

#include <stdio.h>

// check_is_real tells whether a finding is one that a user should look at: it is neither hidden nor
// suppressed.
bool check_is_real(const struct checked_finding *f);

// check_rules_of reads the suppression files that the options name. False, and why.
bool check_rules_of(struct check_rules *rules, const struct run_options *o, char *why, size_t size);

// check_tell prints those findings of a process that were not told before, as far as the options
// show them, and that it is told.
void check_tell(FILE *out, struct checked *c, struct checked_process *p,
                const struct run_options *o);

// check_sum_up prints what there was in all: how many findings of each kind, what was not shown,
// and what was not checked.
void check_sum_up(FILE *out, const struct checked *c, const struct check_rules *rules,
                  const struct run_options *o);

// check_output writes the files and, to out, the whole report; for findings that are not printed
// while they appear. False, and why.
bool check_output(struct checked *c, struct check_rules *rules, const struct run_options *o,
                  FILE *out, char *why, size_t size);

#endif
