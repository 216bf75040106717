// output.h - results as Go prints them, and a summary for people.
// SPDX-License-Identifier: MIT
#ifndef PAWL_BENCH_OUTPUT_H
#define PAWL_BENCH_OUTPUT_H

#include "harness.h"

// The rounds of one benchmark with one lock.
struct bench_result {
    const struct bench *bench;
    const char *lock;
    double *ns_per_op; // one for each round
    unsigned rounds;
};

// bench_print_header_ tells what machine this is, in the lines that benchstat reads.
void bench_print_header_(void);

// bench_print_round_ prints one line of Go's format to stdout, and a failure to stderr.
void bench_print_round_(const struct bench_round *r);

// bench_print_summary_ prints medians and how they compare with pthread's, to stderr. Results of
// the same benchmark are neighbours. Sorts each result's rounds.
void bench_print_summary_(const struct bench_result *results, size_t n);

double bench_ns_per_op_(const struct bench_round *r);

#endif
