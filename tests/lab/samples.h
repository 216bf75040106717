// samples.h - tables made by hand, to see what is said of them.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_LAB_SAMPLES_H
#define PAWL_TESTS_LAB_SAMPLES_H

#include "lab_scenario.h"
#include "text.h"
#include "xalloc.h"

enum { SAMPLE_ROUNDS = 7, SAMPLE_THREADS = 3 };

// A report with one table of 3 threads and 7 rounds of one second, whose samples still are all
// zero. There is one such report per process.
static inline struct lab_report *make_report(const struct lab_scenario *scenario,
                                             const char *lock_a, const char *lock_b)
{
    static struct lab_report report;
    lab_report_free(&report);
    report = (struct lab_report){.table_count = 1, .machine = {.cpus = 2}};
    struct lab_table *t = &report.tables[0];
    t->scenario = scenario;
    t->threads = SAMPLE_THREADS;
    t->rounds = SAMPLE_ROUNDS;
    t->lock_count = 2;
    t->round_ns = PAWL_SECOND;
    text_add(t->locks[0], LAB_NAME, "%s", lock_a);
    text_add(t->locks[1], LAB_NAME, "%s", lock_b);
    t->samples = xcalloc(SAMPLE_ROUNDS * 2, sizeof *t->samples);
    return &report;
}

static inline struct lab_table *make_table(const struct lab_scenario *scenario, const char *lock_a,
                                           const char *lock_b)
{
    return make_report(scenario, lock_a, lock_b)->tables;
}

// Fills in a lock's rounds: speed in operations per second, CPU time per operation and longest wait
// in ns, each a few per cent up and down from round to round.
static inline void fill_lock(struct lab_table *t, int lock, uint64_t speed, int64_t cpu,
                             int64_t wait)
{
    for (int round = 0; round < t->rounds; round++) {
        struct lab_sample *s = lab_sample_at(t, round, lock);
        static struct histogram h;
        h = (struct histogram){.longest = 0};
        histogram_add(&h, wait + wait / 50 * (round - 3));
        s->wall_ns = PAWL_SECOND;
        s->thread_ops = xcalloc(SAMPLE_THREADS, sizeof *s->thread_ops);
        for (int i = 0; i < SAMPLE_THREADS; i++) {
            s->thread_ops[i] = (speed + speed / 50 * (uint64_t)round) / SAMPLE_THREADS;
            s->ops += s->thread_ops[i];
        }
        s->cpu_ns = (int64_t)s->ops * (cpu + cpu / 50 * (round - 3));
        s->grant = distribution_of(&h);
        s->own = distribution_of(&h);
    }
}

// The two locks' samples change places, their names stay.
static inline void swap_samples(struct lab_table *t)
{
    for (int round = 0; round < t->rounds; round++) {
        struct lab_sample other = *lab_sample_at(t, round, 0);
        *lab_sample_at(t, round, 0) = *lab_sample_at(t, round, 1);
        *lab_sample_at(t, round, 1) = other;
    }
}

#endif
