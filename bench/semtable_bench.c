// semtable_bench.c - Go's BenchmarkSemTable: what queueing costs when thousands wait.
// SPDX-License-Identifier: MIT
//
// Enqueue and dequeue as the semaphore does them, bucket lock included, but nobody sleeps. One
// operation, as in Go, is to queue all n waiters and to take all of them off again; ns/wait is the
// share of one waiter. All addresses fall into one bucket.
#include "harness.h"

#include "sema/table.h"
#include <stdlib.h>

struct table {
    unsigned n;
    const void **addrs;          // what each of the n waits for
    struct pawl_waiter *waiters; // in life each lies on a stack of its own
};

// Fills addrs with n different addresses of one bucket. They are only numbers to the table.
static void find_collisions(const void **addrs, unsigned n)
{
    uint64_t hash;
    uintptr_t candidate = (uintptr_t)addrs;
    const struct pawl_bucket *bucket = pawl_bucket_(addrs, &hash);
    for (unsigned found = 0; found < n; candidate += sizeof(pawl_word)) {
        if (pawl_bucket_((const void *)candidate, &hash) == bucket)
            addrs[found++] = (const void *)candidate;
    }
}

static void enqueue(const void *addr, struct pawl_waiter *w)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(addr, &hash);
    pawl_lowlock_lock_(&b->lock);
    w->addr = addr;
    w->priority = (uint32_t)hash;
    pawl_queue_insert_(b, w, false);
    pawl_lowlock_unlock_(&b->lock);
}

static bool dequeue(const void *addr)
{
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(addr, &hash);
    pawl_lowlock_lock_(&b->lock);
    struct pawl_waiter *w = pawl_queue_front_(b, addr);
    if (w)
        pawl_queue_remove_(b, w);
    pawl_lowlock_unlock_(&b->lock);
    return w != NULL;
}

static bool fill_and_empty(struct table *t)
{
    bool ok = true;
    for (unsigned i = 0; i < t->n; i++)
        enqueue(t->addrs[i], &t->waiters[i]);
    for (unsigned i = 0; i < t->n; i++)
        ok = dequeue(t->addrs[i]) && ok;
    return ok;
}

static void repeat(struct bench_round *r, struct table *t)
{
    int64_t start = pawl_now();
    do {
        if (!fill_and_empty(t))
            r->failure = "failed to dequeue";
        r->ops++;
        r->elapsed = pawl_now() - start;
    } while (r->elapsed < r->duration);
    r->waits = r->ops * t->n;
}

static void run(struct bench_round *r, bool one_addr)
{
    unsigned n = r->bench->waiters;
    struct table t = {n, calloc(n, sizeof t.addrs[0]), calloc(n, sizeof t.waiters[0])};
    if (t.addrs == NULL || t.waiters == NULL)
        abort();
    find_collisions(t.addrs, n);
    // "One address": the queue of one, and behind it in the same bucket that of another. Each is
    // O(1) only if neither has to be searched for the other's waiters.
    for (unsigned i = n; one_addr && i-- > 0;)
        t.addrs[i] = t.addrs[i < n / 2 ? 0 : 1];
    fill_and_empty(&t); // warm up
    repeat(r, &t);
    free(t.addrs);
    free(t.waiters);
}

static void run_one(struct bench_round *r)
{
    run(r, true);
}

static void run_many(struct bench_round *r)
{
    run(r, false);
}

static const char *const locks[] = {"pawl", NULL};

const struct bench bench_semtable_[] = {
    {"SemTable/OneAddrCollision/n=1000", run_one, locks, .threads = 1, .waiters = 1000},
    {"SemTable/OneAddrCollision/n=2000", run_one, locks, .threads = 1, .waiters = 2000},
    {"SemTable/OneAddrCollision/n=4000", run_one, locks, .threads = 1, .waiters = 4000},
    {"SemTable/OneAddrCollision/n=8000", run_one, locks, .threads = 1, .waiters = 8000},
    {"SemTable/ManyAddrCollision/n=1000", run_many, locks, .threads = 1, .waiters = 1000},
    {"SemTable/ManyAddrCollision/n=2000", run_many, locks, .threads = 1, .waiters = 2000},
    {"SemTable/ManyAddrCollision/n=4000", run_many, locks, .threads = 1, .waiters = 4000},
    {"SemTable/ManyAddrCollision/n=8000", run_many, locks, .threads = 1, .waiters = 8000},
    {.name = NULL},
};
