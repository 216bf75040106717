// lab_figures.c - what a table says of one lock: medians over its rounds.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"

#include <math.h>

static const double quantiles[QUANTILES] = {0.5, 0.99, 0.999, 1};

// One number of one sample, NAN if there is none.
typedef double number_of(const struct lab_table *t, const struct lab_sample *s);

static int collect(const struct lab_table *t, int lock, number_of *number, double *values)
{
    for (int round = 0; round < t->rounds; round++)
        values[round] = number(t, lab_sample_at(t, round, lock));
    return t->rounds;
}

static double median(const struct lab_table *t, int lock, number_of *number)
{
    double values[LAB_MAX_ROUNDS];
    return stats_median(values, (size_t)collect(t, lock, number, values));
}

static struct interval interval(const struct lab_table *t, int lock, number_of *number)
{
    double values[LAB_MAX_ROUNDS];
    return stats_interval(values, (size_t)collect(t, lock, number, values));
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

static double speed(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->ops * 1e9, (double)s->wall_ns);
}

static double cpu(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->cpu_ns, (double)s->ops);
}

static double voluntary(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->voluntary * 1e3, (double)s->ops);
}

static double involuntary(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->involuntary * 1e3, (double)s->ops);
}

static double handoffs(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->handoffs * 1e3, (double)s->ops);
}

static double sleeps(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->sleeps * 1e3, (double)s->ops);
}

static double starving(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return ratio((double)s->starving * 1e9, (double)s->wall_ns);
}

static double starving_share(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return fmin(ratio((double)s->starving_ns, (double)s->wall_ns), 1);
}

static double longest(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return distribution_quantile(&s->grant, 1);
}

static double own_median(const struct lab_table *t, const struct lab_sample *s)
{
    (void)t;
    return distribution_quantile(&s->own, 0.5);
}

// The threads that do the same work, and what each of them did.
static const uint64_t *equals(const struct lab_table *t, const struct lab_sample *s, int *count)
{
    *count = t->threads - t->scenario->equal_from;
    return s->thread_ops + t->scenario->equal_from;
}

static double jain(const struct lab_table *t, const struct lab_sample *s)
{
    int count;
    const uint64_t *ops = equals(t, s, &count);
    return stats_jain(ops, (size_t)count);
}

// The smallest (sign 1) or largest (-1) of the shares, where 1 is the fair one.
static double extreme_share(const struct lab_table *t, const struct lab_sample *s, double sign)
{
    int count;
    const uint64_t *ops = equals(t, s, &count);
    double sum = 0;
    double extreme = INFINITY;
    for (int i = 0; i < count; i++) {
        sum += (double)ops[i];
        extreme = fmin(extreme, sign * (double)ops[i]);
    }
    return ratio(sign * extreme * count, sum);
}

static double least(const struct lab_table *t, const struct lab_sample *s)
{
    return extreme_share(t, s, 1);
}

static double most(const struct lab_table *t, const struct lab_sample *s)
{
    return extreme_share(t, s, -1);
}

// For each quantile, the median over the rounds.
static void waits(const struct lab_table *t, int lock, struct lab_figures *f)
{
    for (int q = 0; q < QUANTILES; q++) {
        double grant[LAB_MAX_ROUNDS], run[LAB_MAX_ROUNDS], own[LAB_MAX_ROUNDS];
        for (int round = 0; round < t->rounds; round++) {
            const struct lab_sample *s = lab_sample_at(t, round, lock);
            grant[round] = distribution_quantile(&s->grant, quantiles[q]);
            run[round] = distribution_quantile(&s->run, quantiles[q]);
            own[round] = distribution_quantile(&s->own, quantiles[q]);
        }
        f->grant[q] = stats_median(grant, (size_t)t->rounds);
        f->run[q] = stats_median(run, (size_t)t->rounds);
        f->own[q] = stats_median(own, (size_t)t->rounds);
    }
}

// What a lock never said and what went wrong are counted over all rounds.
static void totals(const struct lab_table *t, int lock, struct lab_figures *f)
{
    f->silent = true;
    for (int round = 0; round < t->rounds; round++) {
        const struct lab_sample *s = lab_sample_at(t, round, lock);
        if (s->sleeps + s->handoffs + s->starving > 0)
            f->silent = false;
        f->failures += s->failure[0] != '\0';
    }
}

struct lab_figures lab_figures(const struct lab_table *t, int lock)
{
    struct lab_figures f = {
        .speed = interval(t, lock, speed),
        .cpu = interval(t, lock, cpu),
        .longest = interval(t, lock, longest),
        .own_median = interval(t, lock, own_median),
        .least = median(t, lock, least),
        .most = median(t, lock, most),
        .jain = median(t, lock, jain),
        .voluntary = median(t, lock, voluntary),
        .involuntary = median(t, lock, involuntary),
        .sleeps = median(t, lock, sleeps),
        .handoffs = median(t, lock, handoffs),
        .starving = median(t, lock, starving),
        .starving_share = median(t, lock, starving_share),
    };
    double speeds[LAB_MAX_ROUNDS];
    size_t count = (size_t)collect(t, lock, speed, speeds);
    f.p10 = stats_quantile(speeds, count, 0.1);
    f.p90 = stats_quantile(speeds, count, 0.9);
    waits(t, lock, &f);
    totals(t, lock, &f);
    return f;
}

bool lab_cut_short(const struct lab_table *t, double ns)
{
    return ns >= 0.95 * (double)t->round_ns;
}
