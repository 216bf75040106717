// harness.h - benchmarks of Go's own tests, with goroutines of pawl: same names, same shapes.
// SPDX-License-Identifier: MIT
//
// As Go's package testing: a benchmark runs n operations, n grows until that takes long enough. The
// whole runs in a goroutine.
#ifndef PAWL_BENCH_GO_HARNESS_H
#define PAWL_BENCH_GO_HARNESS_H

#include <pawl.h>

struct bench {
    int64_t n;         // how many operations to do
    int64_t began, ns; // the time that counts
    double per_op;     // ns, of the round before; 0: none
    int parallelism;   // goroutines per worker in bench_parallel
    double late;       // not 0: the result is this, ns
};

struct benchmark {
    const char *name;
    void (*run)(struct bench *b);
};

// Ends with a NULL name. One file each.
extern const struct benchmark mutex_benchmarks[], rwmutex_benchmarks[], family_benchmarks[],
    sema_benchmarks[], chan_benchmarks[], pair_benchmarks[], select_benchmarks[], go_benchmarks[],
    time_benchmarks[];

// bench_reset begins to count now, bench_stop ends it; else all of run counts.
void bench_reset(struct bench *b);
void bench_stop(struct bench *b);

// The part of one goroutine in bench_parallel.
struct part {
    struct bench *bench;
    void *arg;
    int64_t left, grain;
    int64_t *taken; // of all: how many operations have been given out
};

bool part_more_(struct part *p);

// part_next tells whether there is one more operation to do.
static inline bool part_next(struct part *p)
{
    return p->left-- > 0 || part_more_(p);
}

// bench_parallel runs body in parallelism goroutines for each worker, until all have done n
// operations together.
void bench_parallel(struct bench *b, void (*body)(struct part *p), void *arg);

// What Go's benchmarks do in between: bench_work multiplies and divides foo by two, n times. Where
// nobody looks at foo afterwards, its compiler leaves nothing of it but the loop: bench_count, in
// the same instructions as there, since where a loop of 1 ns lies makes a third of its time.
// bench_divide divides n times.
void bench_divide(int n);

static inline int64_t bench_work(int64_t foo, int n)
{
    for (int i = 0; i < n; i++) {
        foo *= 2;
        __asm__ volatile("" : "+r"(foo)); // else the compiler sees that nothing changes
        foo /= 2;
        __asm__ volatile("" : "+r"(foo));
    }
    return foo;
}

static inline void bench_count(int64_t n)
{
#if defined(__x86_64__)
    int64_t i = 0;
    __asm__ volatile(".p2align 5\n\t"
                     "jmp 2f\n1:\tinc %0\n2:\tcmp %1, %0\n\tjl 1b"
                     : "+r"(i)
                     : "r"(n)
                     : "cc");
#else
    for (int64_t i = 0; i < n; i++)
        __asm__ volatile("");
#endif
}

#endif
