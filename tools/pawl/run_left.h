// run_left.h - processes of a run that have outlived its program.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_LEFT_H
#define PAWL_TOOLS_RUN_LEFT_H

#include <stddef.h>

struct run_left {
    size_t count;
    int pid; // of one of them
    char program[256];
};

// run_left_of looks for processes that still write a record, those in pids, or may yet make one in
// folder, since variable in their environment names it. pids ends with 0.
struct run_left run_left_of(const int *pids, const char *variable, const char *folder);

#endif
