// run_inspect.h - what can be said about a program before it runs.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_INSPECT_H
#define PAWL_TOOLS_RUN_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

// run_inspect looks at a program's file, and at its interpreter if it is a script. Returns false if
// pawl's locks cannot get into it, or will see little of it, and says why in one sentence.
bool run_inspect(const char *path, char *sentence, size_t size);

#endif
