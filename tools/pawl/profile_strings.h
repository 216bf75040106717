// profile_strings.h - the texts of a profile, each kept once.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_PROFILE_STRINGS_H
#define PAWL_TOOLS_PROFILE_STRINGS_H

#include "profile.h"

// profile_string returns a copy of text that lives as long as p; equal texts share one. It is tamed
// (text.h): whatever a record or a program's symbols hold can be printed. NULL of NULL.
const char *profile_string(struct profile *p, const char *text);

// For profile_free; s may be NULL.
void profile_strings_free(struct profile_strings *s);

#endif
