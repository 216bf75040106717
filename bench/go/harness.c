// harness.c - benchmarks of Go's own tests, with goroutines of pawl.
// SPDX-License-Identifier: MIT
//
//     pawl-go-bench SECONDS [NAME...]
//     pawl-go-bench --list
//
// Prints "NAME N NS" for each, in the order of the tables; all, or those that are named.
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_N INT64_C(1000000000)

static int64_t goal; // ns

void bench_reset(struct bench *b)
{
    b->ns = 0;
    b->began = pawl_now();
}

void bench_stop(struct bench *b)
{
    if (b->began)
        b->ns += pawl_now() - b->began;
    b->began = 0;
}

// ---- in parallel --------------------------------------------------------------------------------

// A grain is what takes a tenth of a millisecond, so that to share costs nothing.
static int64_t grain(const struct bench *b)
{
    double n = b->per_op > 0 ? 100000 / b->per_op : 1;
    return n < 1 ? 1 : n > 10000 ? 10000 : (int64_t)n;
}

bool part_more_(struct part *p)
{
    int64_t taken = __atomic_add_fetch(p->taken, p->grain, __ATOMIC_RELAXED);
    int64_t over = taken - p->bench->n;
    if (over >= p->grain)
        return false;
    p->left = (over > 0 ? p->grain - over : p->grain) - 1;
    return true;
}

struct worker {
    _Alignas(128) struct part part;
    void (*body)(struct part *p);
    pawl_waitgroup *running;
};

static void work(void *arg)
{
    struct worker *w = arg;
    w->body(&w->part);
    pawl_waitgroup_done(w->running);
}

void bench_parallel(struct bench *b, void (*body)(struct part *p), void *arg)
{
    int n = (b->parallelism ? b->parallelism : 1) * (int)pawl_go_procs();
    int64_t taken = 0;
    pawl_waitgroup running = {0};
    struct worker *workers = aligned_alloc(128, (size_t)n * sizeof *workers);
    pawl_waitgroup_add(&running, n);
    for (int i = 0; i < n; i++) {
        workers[i] = (struct worker){{b, arg, 0, grain(b), &taken}, body, &running};
        pawl_go(work, &workers[i]);
    }
    pawl_waitgroup_wait(&running);
    free(workers);
}

void bench_divide(int n)
{
    int64_t foo = 0;
    for (int i = 0; i < n; i++) {
        foo /= foo + 1;
        __asm__ volatile("" : "+r"(foo));
    }
}

// ---- one after the other ------------------------------------------------------------------------

static void run_n(const struct benchmark *benchmark, struct bench *b, int64_t n)
{
    b->n = n;
    b->parallelism = 0;
    b->late = 0;
    bench_reset(b);
    benchmark->run(b);
    bench_stop(b);
    b->per_op = (double)b->ns / (double)n;
}

// The next n: what would take a fifth more than the goal, but at most a hundred times as many.
static int64_t more(const struct bench *b)
{
    double n = b->ns > 0 ? 1.2 * (double)goal / b->per_op : (double)MAX_N;
    if (n > 100 * (double)b->n)
        n = 100 * (double)b->n;
    if (n > (double)MAX_N)
        n = (double)MAX_N;
    return (int64_t)n > b->n ? (int64_t)n : b->n + 1;
}

static void measure(const struct benchmark *benchmark)
{
    struct bench b = {.n = 0};
    run_n(benchmark, &b, 1);
    while (b.ns < goal && b.n < MAX_N)
        run_n(benchmark, &b, more(&b));
    printf("%s %lld %.2f\n", benchmark->name, (long long)b.n, b.late != 0 ? b.late : b.per_op);
    fflush(stdout);
}

static bool is_wanted(const char *name, char **names)
{
    bool all = *names == NULL;
    for (; *names; names++)
        all |= strcmp(*names, name) == 0;
    return all;
}

static const struct benchmark *const tables[] = {
    mutex_benchmarks, rwmutex_benchmarks, family_benchmarks, sema_benchmarks, chan_benchmarks,
    pair_benchmarks,  select_benchmarks,  go_benchmarks,     time_benchmarks,
};

static void list(void)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct benchmark *b = tables[i]; b->name; b++)
            puts(b->name);
}

static void run_all(void *arg)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct benchmark *b = tables[i]; b->name; b++)
            if (is_wanted(b->name, arg))
                measure(b);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        list();
        return 0;
    }
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0;
    if (seconds <= 0) {
        fputs("usage: pawl-go-bench SECONDS [NAME...] | --list\n", stderr);
        return 2;
    }
    goal = (int64_t)(seconds * 1e9);
    pawl_waitgroup done = {0};
    pawl_waitgroup_go(&done, run_all, argv + 2);
    pawl_waitgroup_wait(&done);
    return 0;
}
