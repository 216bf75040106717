// bench.c - `pawl bench`: the rounds of each benchmark.
// SPDX-License-Identifier: MIT
//
// Rounds are interleaved: each lock has its first before any has its second, so that what the
// machine does in the meantime happens to all of them.
#include "bench.h"

#include "options.h"
#include "output.h"
#include "tools/pawl/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool run_round(const struct bench_plan *p, struct bench_result *result)
{
    struct bench_round r = {.bench = result->bench,
                            .lock = result->lock,
                            .edition = pawl_edition_find(result->lock),
                            .cpus = p->cpus,
                            .duration = (int64_t)(p->seconds * 1e9)};
    r.bench->run(&r);
    result->ns_per_op[result->rounds++] = bench_ns_per_op_(&r);
    bench_print_round_(&r);
    return r.failure == NULL;
}

// All rounds of one benchmark. Writes a result for each lock that it knows, and their number.
static bool run_bench(const struct bench_plan *p, const struct bench *b,
                      struct bench_result *results, size_t *count)
{
    bool ok = true;
    *count = 0;
    for (size_t i = 0; i < p->lock_count; i++) {
        if (!bench_knows_(b, p->locks[i]))
            continue;
        double *samples = malloc(p->rounds * sizeof samples[0]);
        if (samples == NULL)
            abort();
        results[(*count)++] = (struct bench_result){b, p->locks[i], samples, 0};
    }
    for (unsigned round = 0; round < p->rounds; round++) {
        for (size_t i = 0; i < *count; i++)
            ok = run_round(p, &results[i]) && ok;
    }
    return ok;
}

// Whoever waits at a terminal wants to know for how long.
static void announce(const struct bench_plan *p)
{
    unsigned runs = 0;
    for (size_t i = 0; i < p->bench_count; i++) {
        for (size_t k = 0; k < p->lock_count; k++)
            runs += bench_knows_(p->benches[i], p->locks[k]);
    }
    double seconds = runs * p->rounds * p->seconds;
    fprintf(stderr, "pawl bench: %u round%s of %g s: about ", runs * p->rounds,
            text_plural(runs * p->rounds), p->seconds);
    if (seconds < 60)
        fprintf(stderr, "%.0f s\n", ceil(seconds));
    else
        fprintf(stderr, "%.0f min\n", ceil(seconds / 60));
}

static int measure(const struct bench_plan *p)
{
    static struct bench_result results[BENCH_MAX * BENCH_MAX_LOCKS];
    size_t total = 0;
    bool ok = true;
    if (isatty(STDERR_FILENO))
        announce(p);
    bench_print_header_();
    for (size_t i = 0; i < p->bench_count; i++) {
        size_t count;
        ok = run_bench(p, p->benches[i], results + total, &count) && ok;
        total += count;
    }
    if (p->summary)
        bench_print_summary_(results, total);
    for (size_t i = 0; i < total; i++)
        free(results[i].ns_per_op);
    return ok ? 0 : 1;
}

int pawl_bench_main(int argc, char **argv)
{
    struct bench_plan p;
    if (!bench_options_parse_(&p, argc, argv))
        return 2;
    if (p.help) {
        bench_options_print_help_();
        return 0;
    }
    if (p.list) {
        bench_options_print_list_();
        return 0;
    }
    return measure(&p);
}
