// histogram.h - durations counted in buckets whose width grows with the value (as HdrHistogram).
// SPDX-License-Identifier: MIT
//
// A histogram is what a thread records into: fixed size, no allocation. A distribution is the same
// without the empty buckets: what a sample keeps, the JSON file holds and quantiles are taken from.
#ifndef PAWL_TOOLS_HISTOGRAM_H
#define PAWL_TOOLS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HISTOGRAM_SUB_BITS =
        5, // 32 buckets per power of two: a bucket is at most 1/32 of its value wide
    HISTOGRAM_MAX_BITS = 40, // longer than 2^41 ns, 36 minutes, counts as that
    HISTOGRAM_BUCKETS = (HISTOGRAM_MAX_BITS - HISTOGRAM_SUB_BITS + 2) << HISTOGRAM_SUB_BITS,
};

struct histogram {
    uint64_t buckets[HISTOGRAM_BUCKETS];
    int64_t longest; // exact
};

struct distribution_bin {
    int64_t low_ns; // the shortest duration of its bucket
    uint64_t count;
};

struct distribution {
    struct distribution_bin *bins; // ascending, none empty; owned
    size_t bin_count;
    uint64_t count;  // of all bins
    int64_t longest; // exact
};

// histogram_bucket returns the bucket that ns falls into; durations below 0 count as 0.
int histogram_bucket(int64_t ns);

// histogram_low returns the shortest duration of a bucket.
int64_t histogram_low(int bucket);

void histogram_add(struct histogram *h, int64_t ns);
void histogram_merge(struct histogram *into, const struct histogram *from);

// distribution_of returns what h holds; to be freed with distribution_free.
struct distribution distribution_of(const struct histogram *h);

void distribution_free(struct distribution *d);

// distribution_quantile returns the q'th quantile in ns, within 1/64 of the exact one; q = 1 is the
// longest, exactly. NAN if d is empty.
double distribution_quantile(const struct distribution *d, double q);

#endif
