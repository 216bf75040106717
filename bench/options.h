// options.h - the command line of `pawl bench`.
// SPDX-License-Identifier: MIT
#ifndef PAWL_BENCH_OPTIONS_H
#define PAWL_BENCH_OPTIONS_H

#include "harness.h"

#include <stddef.h>

enum { BENCH_MAX_LOCKS = 32, BENCH_MAX = 128 };

// What to measure.
struct bench_plan {
    const char *locks[BENCH_MAX_LOCKS];
    size_t lock_count;
    const struct bench *benches[BENCH_MAX];
    size_t bench_count;
    unsigned rounds;
    double seconds; // of a round
    unsigned cpus;
    bool list, summary, help;
};

// bench_options_parse fills in the plan. Returns false, with one line on stderr, if the command
// line is wrong, or leaves nothing to measure.
bool bench_options_parse_(struct bench_plan *p, int argc, char **argv);

// bench_options_print_help_ and bench_options_print_list_ print what --help and --list promise.
void bench_options_print_help_(void);
void bench_options_print_list_(void);

// bench_knows_ tells whether the benchmark can be run with the lock.
bool bench_knows_(const struct bench *b, const char *lock);

#endif
