// stats.h - medians, quantiles, the interval of a median, and how evenly something is shared.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_STATS_H
#define PAWL_TOOLS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATS_MAX = 1000 }; // values at most in one call

// A median and the interval that holds the true one with at least 95 % confidence (with fewer than
// 6 values: all of them, 94 % for 5). All NAN if there are no values.
struct interval {
    double low, median, high;
};

// stats_quantile returns the q'th quantile, interpolated between neighbours; NAN without values.
// NAN values are left out, by all three functions.
double stats_quantile(const double *values, size_t count, double q);

double stats_median(const double *values, size_t count);

// stats_interval needs no assumption about the distribution: its ends are two of the values, chosen
// by the binomial distribution.
struct interval stats_interval(const double *values, size_t count);

// stats_disjoint tells whether two intervals have no point in common: a difference was measured.
// False if either is unknown.
bool stats_disjoint(struct interval a, struct interval b);

// stats_jain returns Jain's index of fairness, (sum x)^2 / (n sum x^2): 1 if all shares are equal,
// 1/n if one has everything. NAN if nobody has anything.
double stats_jain(const uint64_t *shares, size_t count);

#endif
