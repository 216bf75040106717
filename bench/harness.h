// harness.h - one benchmark, and one timed round of it over threads.
// SPDX-License-Identifier: MIT
//
// Go's harness counts: it runs N operations and looks at the clock. This one runs until the time is
// up and counts. The throughput of a contended lock differs tenfold from round to round on a small
// machine, so N operations might take a moment or minutes.
#ifndef PAWL_BENCH_HARNESS_H
#define PAWL_BENCH_HARNESS_H

#include "editions/edition.h"

#include <pawl/clock.h>
#include <pawl/word.h>
#include <pthread.h>

struct bench_round;

struct bench {
    const char *name;                  // Go's, without "Benchmark"
    void (*run)(struct bench_round *); // one round, which leaves ops and elapsed_ns
    const char *const *only;           // the locks it knows, ends with NULL; NULL: all of the table
    unsigned threads;                  // how many; 0: per_cpu for each CPU
    unsigned per_cpu;
    unsigned work;    // loops of arithmetic outside the lock, between two operations
    unsigned delay;   // MutexHandoff: nanoseconds that the owner keeps the lock
    unsigned waiters; // SemTable: how many are queued; Cond: how many wait for each broadcast
    unsigned stay_on; // on how many CPUs the threads stay; 0: the kernel moves them as it likes
    unsigned every;   // RWMutex: of so many operations one writes; 0: none
};

// All benchmarks, in the order in which they run: tables that end with a NULL name.
extern const struct bench bench_mutex_[], bench_inline_[], bench_handoff_[], bench_sema_[],
    bench_semtable_[], bench_rwmutex_[], bench_waitgroup_[], bench_once_[], bench_cond_[],
    bench_semaphore_[], bench_reentrant_[];

#define BENCH_GO_WORK 100 // what Go's benchmarks whose name says Work have for `work`

// What one round is, and what came out of it.
struct bench_round {
    const struct bench *bench;
    const char *lock;                   // the name of the lock under test
    const struct pawl_edition *edition; // NULL for those that only some benchmarks know
    unsigned cpus;
    int64_t duration; // ns
    uint64_t ops;
    int64_t elapsed;     // ns, from the first thread's start to the last one's end
    uint64_t waits;      // SemTable: enqueues and dequeues, each
    const char *failure; // NULL, or what is wrong with the lock
    bool spreads;        // the threads start on different CPUs
    pawl_word stop;      // the time is up
};

// One thread of a round. Each on cache lines of its own.
struct bench_worker {
    _Alignas(128) struct bench_round *round;
    void *shared;        // what bench_run_threads_ was given
    unsigned id;         // 0 to threads - 1
    uint64_t ops;        // done so far
    const char *failure; // NULL, or what it found wrong with the lock
    int64_t start, end;
    void (*body)(struct bench_worker *);
    pthread_barrier_t *barrier;
    pthread_t thread;
};

// bench_goes_on_ says whether the caller shall do n operations more, and counts them if so. All
// threads read the same word, which nobody writes until the end.
static inline bool bench_goes_on_(struct bench_worker *w, unsigned n)
{
    if (pawl_word_load_rlx(&w->round->stop) != 0)
        return false;
    w->ops += n;
    return true;
}

// bench_work_ is Go's local work: n times a multiplication and a division that have to be done.
static inline void bench_work_(unsigned n)
{
    int foo = 0;
    for (unsigned i = 0; i < n; i++) {
        foo *= 2;
        __asm__ volatile("" : "+r"(foo)); // else the compiler sees that nothing changes
        foo /= 2;
        __asm__ volatile("" : "+r"(foo));
    }
}

// What each thread of a round does, for one lock.
struct bench_loop {
    const char *lock;
    void (*body)(struct bench_worker *);
};

// BENCH_LOOP_ makes a loop of body(w, kind), for a kind that is a constant struct of functions and
// has the lock's name. A function of its own: so the compiler knows the functions and the calls
// are what a program's would be, inline if they can be.
#define BENCH_LOOP_(body, kind)                                                                    \
    __attribute__((__noinline__, __aligned__(64))) static void body##_##kind(                      \
        struct bench_worker *w)                                                                    \
    {                                                                                              \
        body(w, &kind);                                                                            \
    }

// BENCH_BODY_ stands before such a body.
#define BENCH_BODY_ __attribute__((__always_inline__)) static inline void

// bench_threads_ returns how many threads the round's benchmark has.
unsigned bench_threads_(const struct bench_round *r);

// bench_run_threads_ lets n threads run body at the same time until the round's time is up, and
// adds up what they did. The calling thread sleeps meanwhile. Ends the program if there are no
// threads.
void bench_run_threads_(struct bench_round *r, unsigned n, void (*body)(struct bench_worker *),
                        void *shared);

// bench_run_loop_ does so with the benchmark's threads and the loop of the round's lock, or the
// last one. The threads start on different CPUs, or as `stay_on` says.
void bench_run_loop_(struct bench_round *r, const struct bench_loop *loops, void *shared);

#endif
