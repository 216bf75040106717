// go.c - Go's benchmarks of goroutines, and some of ours (beside/beside_test.go).
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <stdlib.h>
#include <unistd.h>

// ---- creating them ------------------------------------------------------------------------------

struct chain {
    pawl_chan *done;
    int64_t n;
};

static void start_next(void *arg)
{
    struct chain *c = arg;
    if (c->n-- == 0)
        pawl_chan_send(c->done, &(bool){true});
    else
        pawl_go(start_next, c);
}

static void create(struct bench *b, unsigned chains)
{
    pawl_chan *done = pawl_chan_make(1, 0);
    struct chain *c = calloc(chains, sizeof *c);
    for (unsigned i = 0; i < chains; i++) {
        c[i] = (struct chain){done, b->n / chains};
        pawl_go(start_next, &c[i]);
    }
    for (unsigned i = 0; i < chains; i++)
        pawl_chan_recv(done, NULL);
    pawl_chan_free(done);
    free(c);
}

static void create_goroutines(struct bench *b)
{
    create(b, 1);
}

static void create_parallel(struct bench *b)
{
    create(b, pawl_go_procs());
}

static void nothing(void *arg)
{
    (void)arg;
}

static void create_four(struct bench *b)
{
    for (int64_t i = 0; i < b->n; i++) {
        pawl_waitgroup wg = {0};
        for (int j = 0; j < 4; j++)
            pawl_waitgroup_go(&wg, nothing, NULL);
        pawl_waitgroup_wait(&wg);
    }
}

static void create_single(struct bench *b)
{
    pawl_waitgroup wg = {0};
    for (int64_t i = 0; i < b->n; i++)
        pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
}

static void spawn_join(struct part *p)
{
    while (part_next(p)) {
        pawl_waitgroup wg = {0};
        pawl_waitgroup_go(&wg, nothing, NULL);
        pawl_waitgroup_wait(&wg);
    }
}

static void spawn_and_join(struct bench *b)
{
    bench_parallel(b, spawn_join, NULL);
}

// ---- switching ----------------------------------------------------------------------------------

static void yield_n(void *arg)
{
    for (int64_t i = *(int64_t *)arg; i > 0; i--)
        pawl_go_yield();
}

static void yield(struct bench *b)
{
    int64_t each = b->n / 2 + 1;
    pawl_waitgroup wg = {0};
    for (int i = 0; i < 2; i++)
        pawl_waitgroup_go(&wg, yield_n, &each);
    pawl_waitgroup_wait(&wg);
}

struct echo {
    pawl_chan *there, *back;
};

static void echo(void *arg)
{
    struct echo *e = arg;
    int64_t got;
    while (pawl_chan_recv(e->there, &got))
        pawl_chan_send(e->back, &got);
}

static void round_trip(struct bench *b)
{
    struct echo e = {pawl_chan_make(8, 0), pawl_chan_make(8, 0)};
    pawl_waitgroup wg = {0};
    pawl_waitgroup_go(&wg, echo, &e);
    for (int64_t i = 0, got; i < b->n; i++) {
        pawl_chan_send(e.there, &i);
        pawl_chan_recv(e.back, &got);
    }
    pawl_chan_close(e.there);
    pawl_waitgroup_wait(&wg);
    pawl_chan_free(e.there);
    pawl_chan_free(e.back);
}

static void call_kernel(struct part *p)
{
    while (part_next(p)) {
        pawl_go_blocking_begin();
        getppid();
        pawl_go_blocking_end();
    }
}

static void blocking(struct bench *b)
{
    bench_parallel(b, call_kernel, NULL);
}

const struct benchmark go_benchmarks[] = {
    {"CreateGoroutines", create_goroutines},
    {"CreateGoroutinesParallel", create_parallel},
    {"CreateGoroutinesCapture", create_four},
    {"CreateGoroutinesSingle", create_single},
    {"SpawnJoin", spawn_and_join},
    {"Yield", yield},
    {"RoundTrip", round_trip},
    {"Syscall", blocking},
    {NULL, NULL},
};
