// run_preload.h - the environment in which a program finds pawl's locks.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_PRELOAD_H
#define PAWL_TOOLS_RUN_PRELOAD_H

#include "run_options.h"

// run_environment returns the environment for the program: pawl's own, with libpawl-preload.so
// before what else is to be preloaded, and the records going to folder. To be freed, as one block.
// NULL, and why: the library is not there, or the loader cannot be told where.
char **run_environment(const struct run_options *o, const char *folder, char *why, size_t size);

// run_record_variable returns the name of the variable that tells where records go.
const char *run_record_variable(const struct run_options *o);

#endif
