// report_stack.h - a stack, for people.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_STACK_H
#define PAWL_TOOLS_REPORT_STACK_H

#include "profile.h"

#include <stdio.h>

// report_stack prints a stack, a line for each function, indented. What lies in run-time libraries
// is left out, unless there is nothing else; wide prints that, too, and lines as long as it takes.
void report_stack(FILE *out, struct profile *p, const struct profile_stack *s, int indent,
                  bool wide);

#endif
