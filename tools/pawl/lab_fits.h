// lab_fits.h - does what was asked for go together?
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_LAB_FITS_H
#define PAWL_TOOLS_LAB_FITS_H

#include "lab_options.h"

bool lab_act_is(const struct lab_options *o, const char *act);
bool lab_is_pthread(const struct pawl_edition *e);

// Each says in why, in one line, what is wrong, if it returns false.
bool lab_act_is_known(const struct lab_options *o, char *why, size_t size);
bool lab_options_fit(const struct lab_options *o, char *why, size_t size);
bool lab_plan_fits(const struct lab_plan *p, double seconds, char *why, size_t size);

#endif
