// run_output.h - everything that a user can have made of a profile.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_OUTPUT_H
#define PAWL_TOOLS_RUN_OUTPUT_H

#include "run_options.h"

enum { RUN_WHY = 4400 };

// run_output_check finds out, before the program runs, whether the files can be written. False, and
// why.
bool run_output_check(const struct run_options *o, char *why, size_t size);

// run_output writes the files and the report; without a file for it, to out. old is an older run to
// compare with, or NULL. False, and why.
bool run_output(struct profile *p, const struct profile *old, const struct run_options *o,
                FILE *out, char *why, size_t size);

// run_complain prints a line "pawl: ..." on standard error, whatever is in it; returns 2.
int run_complain(const char *why);

#endif
