// mutex_bench.c - Go's benchmarks of sync.Mutex, and crowds of threads.
// SPDX-License-Identifier: MIT
//
// All locks are called through the table and pay the same for it. inline_bench.c does without.
#include "harness.h"

#include <sched.h>

// What the threads of one round share.
struct shared {
    union pawl_edition_lock lock;
    // Guarded by the lock, on a line of its own: what Go's benchmarks call acc0 and acc1.
    _Alignas(128) int64_t acc0;
    int64_t acc1;
};

static void transfer(const struct pawl_edition *e, struct shared *s)
{
    e->lock(&s->lock);
    s->acc0 -= 100;
    s->acc1 += 100;
    e->unlock(&s->lock);
}

// Increments every fourth word of a private array: Go's picture of a program at its own work.
static void private_work(uint64_t *data, unsigned words)
{
    for (unsigned i = 0; i < words; i += 4)
        data[i]++;
    __asm__ volatile("" ::"r"(data) : "memory"); // somebody may read it
}

static void empty_body(struct bench_worker *w)
{
    const struct pawl_edition *e = w->round->edition;
    struct shared *s = w->shared;
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, 1)) {
        e->lock(&s->lock);
        e->unlock(&s->lock);
        bench_work_(work);
    }
}

// A short critical section that writes shared memory.
static void crowd_body(struct bench_worker *w)
{
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, 1)) {
        transfer(w->round->edition, w->shared);
        bench_work_(work);
    }
}

// Every fourth operation takes the lock; the others keep the CPU busy and yield it. A waiter that
// spins takes the CPU from somebody who would use it: spinning should not pay here, and not hurt.
static void no_spin_body(struct bench_worker *w)
{
    uint64_t data[4 << 10] = {0};
    for (unsigned i = 0; bench_goes_on_(w, 1); i++) {
        if (i % 4 == 0) {
            transfer(w->round->edition, w->shared);
        } else {
            private_work(data, sizeof data / sizeof data[0]);
            sched_yield();
        }
    }
}

// Few threads, long private work, a short critical section: spinning should pay here.
static void spin_body(struct bench_worker *w)
{
    uint64_t data[16 << 10] = {0};
    while (bench_goes_on_(w, 1)) {
        transfer(w->round->edition, w->shared);
        private_work(data, sizeof data / sizeof data[0]);
    }
}

static void run(struct bench_round *r, void (*body)(struct bench_worker *), unsigned every)
{
    struct shared s = {.acc0 = 0};
    bench_run_threads_(r, bench_threads_(r), body, &s);
    // Each thread took the lock for its first operation and then for one in every `every`.
    int64_t least = every == 0 ? 0 : (int64_t)(r->ops / every);
    if (s.acc0 + s.acc1 != 0 || s.acc1 < 100 * least)
        r->failure = "two threads were in the critical section at once";
}

static void run_empty(struct bench_round *r)
{
    run(r, empty_body, 0);
}

static void run_crowd(struct bench_round *r)
{
    run(r, crowd_body, 1);
}

static void run_no_spin(struct bench_round *r)
{
    run(r, no_spin_body, 4);
}

static void run_spin(struct bench_round *r)
{
    run(r, spin_body, 1);
}

const struct bench bench_mutex_[] = {
    {"Mutex", run_empty, .per_cpu = 1},
    {"MutexSlack", run_empty, .per_cpu = 10},
    {"MutexWork", run_empty, .per_cpu = 1, .work = BENCH_GO_WORK},
    {"MutexWorkSlack", run_empty, .per_cpu = 10, .work = BENCH_GO_WORK},
    {"MutexNoSpin", run_no_spin, .per_cpu = 4},
    {"MutexSpin", run_spin, .per_cpu = 1},
    {"TwoThreads", run_empty, .threads = 2},
    {"Crowd/threads=2/work=0", run_crowd, .threads = 2},
    {"Crowd/threads=2/work=100", run_crowd, .threads = 2, .work = BENCH_GO_WORK},
    {"Crowd/threads=8/work=0", run_crowd, .threads = 8},
    {"Crowd/threads=8/work=100", run_crowd, .threads = 8, .work = BENCH_GO_WORK},
    {"Crowd/threads=32/work=0", run_crowd, .threads = 32},
    {"Crowd/threads=32/work=100", run_crowd, .threads = 32, .work = BENCH_GO_WORK},
    {"Crowd/threads=100/work=0", run_crowd, .threads = 100},
    {"Crowd/threads=100/work=100", run_crowd, .threads = 100, .work = BENCH_GO_WORK},
    {.name = NULL},
};
