// histogram.c - durations counted in buckets whose width grows with the value.
// SPDX-License-Identifier: MIT
#include "histogram.h"

#include "xalloc.h"

#include <math.h>
#include <stdlib.h>

enum { SUB = 1 << HISTOGRAM_SUB_BITS };

static int bits_of(uint64_t v)
{
    return 63 - __builtin_clzll(v);
}

// Below 2 * SUB each value has its own bucket. Above, shift drops the low bits such that SUB to
// 2 * SUB - 1 is left, and each shift has SUB buckets of its own.
int histogram_bucket(int64_t ns)
{
    if (ns < 2 * SUB)
        return ns < 0 ? 0 : (int)ns;
    const int64_t most = (INT64_C(2) << HISTOGRAM_MAX_BITS) - 1;
    uint64_t v = (uint64_t)(ns < most ? ns : most);
    int shift = bits_of(v) - HISTOGRAM_SUB_BITS;
    return shift * SUB + (int)(v >> shift);
}

int64_t histogram_low(int bucket)
{
    if (bucket < 2 * SUB)
        return bucket;
    int shift = bucket / SUB - 1;
    return (int64_t)(SUB + bucket % SUB) << shift;
}

void histogram_add(struct histogram *h, int64_t ns)
{
    h->buckets[histogram_bucket(ns)]++;
    if (ns > h->longest)
        h->longest = ns;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
    if (from->longest > into->longest)
        into->longest = from->longest;
}

struct distribution distribution_of(const struct histogram *h)
{
    size_t used = 0;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
        used += h->buckets[i] != 0;
    struct distribution d = {.bins = xcalloc(used, sizeof *d.bins), .longest = h->longest};
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        if (h->buckets[i] == 0)
            continue;
        d.bins[d.bin_count++] = (struct distribution_bin){histogram_low(i), h->buckets[i]};
        d.count += h->buckets[i];
    }
    return d;
}

void distribution_free(struct distribution *d)
{
    free(d->bins);
    *d = (struct distribution){0};
}

// The middle of a bin: half a bucket is the most by which it can be wrong.
static double middle(int64_t low)
{
    int64_t next = histogram_low(histogram_bucket(low) + 1);
    return (double)low + (double)(next - low - 1) / 2;
}

double distribution_quantile(const struct distribution *d, double q)
{
    if (d->count == 0)
        return NAN;
    uint64_t rank = (uint64_t)ceil(q * (double)d->count);
    if (rank >= d->count)
        return (double)d->longest;
    uint64_t seen = 0;
    size_t i = 0;
    while (i + 1 < d->bin_count && (seen += d->bins[i].count) < rank)
        i++;
    return fmin(middle(d->bins[i].low_ns), (double)d->longest);
}
