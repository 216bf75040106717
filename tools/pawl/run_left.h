// run_left.h - processes of a run that have outlived its program.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_LEFT_H
#define PAWL_TOOLS_RUN_LEFT_H

#include "profile.h"

struct run_left {
    size_t count;
    int pid; // of one of them
    char program[256];
};

// run_left_of looks for processes that still write a record of the profile, or may yet make one in
// folder, since their environment names it.
struct run_left run_left_of(const struct profile *p, const char *folder);

#endif
