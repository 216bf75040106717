// run_print.h - a profile on the terminal.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_RUN_PRINT_H
#define PAWL_TOOLS_RUN_PRINT_H

#include "run_options.h"

// run_print prints the report: of several processes a table and the busiest one, or as the options
// say. out is a terminal if hints are wanted.
void run_print(FILE *out, struct profile *p, const struct run_options *o, bool hints);

// The parts of it.
void run_print_head(FILE *out, const struct profile_process *process, bool wide);
void run_print_tables(FILE *out, struct profile *p, const struct profile_process *process,
                      const struct run_options *o);
void run_print_stacks(FILE *out, struct profile *p, const struct profile_process *process,
                      const struct run_options *o);

// run_print_against prints what changed since an older run.
void run_print_against(FILE *out, const struct profile *old, const struct profile *new_,
                       const struct run_options *o);

// run_add_agents appends "3 threads, 4 goroutines" to text[size].
void run_add_agents(char *text, size_t size, const struct profile_process *process);

// What all threads and goroutines of a process together did.
struct run_totals {
    uint64_t locks, acquired, contended, wait_ns;
};

struct run_totals run_totals_of(const struct profile_process *process);

#endif
