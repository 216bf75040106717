// pair.c - Go's benchmarks of channels between two goroutines, or two for each worker.
// SPDX-License-Identifier: MIT
#include "harness.h"

static const int64_t zero, one = 1;

#define CALLS 1000 // between two looks at what is left

struct pair {
    pawl_chan *c;
    int64_t left;
    int work;
};

static int64_t take(struct pair *s)
{
    return __atomic_sub_fetch(&s->left, 1, __ATOMIC_RELAXED);
}

static void sync_turns(void *arg)
{
    struct pair *s = arg;
    int64_t got, i;
    while ((i = take(s)) >= 0)
        for (int g = 0; g < CALLS; g++) {
            if (i % 2 == 0)
                pawl_chan_recv(s->c, &got);
            else
                pawl_chan_send(s->c, &zero);
            bench_divide(s->work);
            if (i % 2 == 0)
                pawl_chan_send(s->c, &zero);
            else
                pawl_chan_recv(s->c, &got);
            bench_divide(s->work);
        }
}

static void run_sync(struct bench *b, int work)
{
    struct pair s = {pawl_chan_make(8, 0), b->n / CALLS / 2 * 2, work};
    pawl_waitgroup running = {0};
    for (int i = 0; i < 2; i++)
        pawl_waitgroup_go(&running, sync_turns, &s);
    pawl_waitgroup_wait(&running);
    pawl_chan_free(s.c);
}

static void chan_sync(struct bench *b)
{
    run_sync(b, 0);
}

static void chan_sync_work(struct bench *b)
{
    run_sync(b, 1000);
}

static void produce(void *arg)
{
    struct pair *s = arg;
    int64_t foo = 0;
    while (take(s) >= 0)
        for (int g = 0; g < CALLS; g++) {
            foo = bench_work(foo, s->work);
            pawl_chan_send(s->c, &one);
        }
    pawl_chan_send(s->c, &zero);
}

static void consume(void *arg)
{
    struct pair *s = arg;
    int64_t foo = 0;
    int64_t got;
    while (pawl_chan_recv(s->c, &got) && got != 0)
        foo = bench_work(foo, s->work);
}

static void produce_and_consume(struct bench *b, size_t cap, int work)
{
    struct pair s = {pawl_chan_make(8, cap), b->n / CALLS, work};
    pawl_waitgroup running = {0};
    for (unsigned i = 0; i < pawl_go_procs(); i++) {
        pawl_waitgroup_go(&running, produce, &s);
        pawl_waitgroup_go(&running, consume, &s);
    }
    pawl_waitgroup_wait(&running);
    pawl_chan_free(s.c);
}

#define PROD_CONS(name, cap, work)                                                                 \
    static void name(struct bench *b)                                                              \
    {                                                                                              \
        produce_and_consume(b, cap, work);                                                         \
    }
PROD_CONS(prod_cons0, 0, 0)
PROD_CONS(prod_cons10, 10, 0)
PROD_CONS(prod_cons100, 100, 0)
PROD_CONS(prod_cons_work0, 0, 100)
PROD_CONS(prod_cons_work10, 10, 100)
PROD_CONS(prod_cons_work100, 100, 100)

const struct benchmark pair_benchmarks[] = {
    {"ChanSync", chan_sync},
    {"ChanSyncWork", chan_sync_work},
    {"ChanProdCons0", prod_cons0},
    {"ChanProdCons10", prod_cons10},
    {"ChanProdCons100", prod_cons100},
    {"ChanProdConsWork0", prod_cons_work0},
    {"ChanProdConsWork10", prod_cons_work10},
    {"ChanProdConsWork100", prod_cons_work100},
    {NULL, NULL},
};
