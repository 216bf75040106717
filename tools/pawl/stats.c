// stats.c - medians, quantiles, the interval of a median, and how evenly something is shared.
// SPDX-License-Identifier: MIT
#include "stats.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

// Copies what is a number, in ascending order; returns how many.
static size_t sorted(double out[STATS_MAX], const double *values, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count && n < STATS_MAX; i++) {
        if (!isnan(values[i]))
            out[n++] = values[i];
    }
    qsort(out, n, sizeof *out, ascending);
    return n;
}

static double quantile_of_sorted(const double *v, size_t n, double q)
{
    if (n == 0)
        return NAN;
    double at = q * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n)
        return v[n - 1];
    return v[below] + (at - (double)below) * (v[below + 1] - v[below]);
}

double stats_quantile(const double *values, size_t count, double q)
{
    double v[STATS_MAX];
    return quantile_of_sorted(v, sorted(v, values, count), q);
}

double stats_median(const double *values, size_t count)
{
    return stats_quantile(values, count, 0.5);
}

// Each value is below the true median with probability 1/2, so the interval from the r'th value to
// the r'th from the top misses it with probability 2 P(fewer than r values are below it). Returns
// the largest r, but at least 1, for which that is at most 5 %.
static size_t interval_rank(size_t n)
{
    double at_most = 0; // P(at most r values are below)
    size_t r = 0;
    while (2 * r < n) {
        at_most += exp(lgamma((double)n + 1) - lgamma((double)r + 1) - lgamma((double)(n - r) + 1) -
                       (double)n * log(2));
        if (at_most > 0.025)
            break;
        r++;
    }
    return r > 0 ? r : 1;
}

struct interval stats_interval(const double *values, size_t count)
{
    double v[STATS_MAX];
    size_t n = sorted(v, values, count);
    if (n == 0)
        return (struct interval){NAN, NAN, NAN};
    size_t r = interval_rank(n);
    return (struct interval){v[r - 1], quantile_of_sorted(v, n, 0.5), v[n - r]};
}

bool stats_disjoint(struct interval a, struct interval b)
{
    return a.high < b.low || b.high < a.low;
}

double stats_jain(const uint64_t *shares, size_t count)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (double)shares[i];
        squares += (double)shares[i] * (double)shares[i];
    }
    return squares > 0 ? sum * sum / ((double)count * squares) : NAN;
}
