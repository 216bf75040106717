// family.c - Go's benchmarks of sync.WaitGroup, Once and Cond.
// SPDX-License-Identifier: MIT
#include "harness.h"

// ---- WaitGroup ----------------------------------------------------------------------------------

static void use_own(struct part *p)
{
    _Alignas(128) pawl_waitgroup wg = {0};
    while (part_next(p)) {
        pawl_waitgroup_add(&wg, 1);
        pawl_waitgroup_done(&wg);
        pawl_waitgroup_wait(&wg);
    }
}

static void waitgroup_uncontended(struct bench *b)
{
    bench_parallel(b, use_own, NULL);
}

struct shared {
    _Alignas(128) pawl_waitgroup wg;
    int work;
};

static void add_done(struct part *p)
{
    struct shared *s = p->arg;
    while (part_next(p)) {
        pawl_waitgroup_add(&s->wg, 1);
        bench_count(s->work);
        pawl_waitgroup_done(&s->wg);
    }
}

static void wait(struct part *p)
{
    struct shared *s = p->arg;
    while (part_next(p)) {
        pawl_waitgroup_wait(&s->wg);
        bench_count(s->work);
    }
}

static void waitgroup_add_done(struct bench *b)
{
    struct shared s = {.work = 0};
    bench_parallel(b, add_done, &s);
}

static void waitgroup_add_done_work(struct bench *b)
{
    struct shared s = {.work = 100};
    bench_parallel(b, add_done, &s);
}

static void waitgroup_wait(struct bench *b)
{
    struct shared s = {.work = 0};
    bench_parallel(b, wait, &s);
}

static void waitgroup_wait_work(struct bench *b)
{
    struct shared s = {.work = 100};
    bench_parallel(b, wait, &s);
}

static void done(void *arg)
{
    pawl_waitgroup_done(arg);
}

static void really_wait(struct part *p)
{
    while (part_next(p)) {
        pawl_waitgroup wg = {0};
        pawl_waitgroup_add(&wg, 1);
        pawl_go(done, &wg);
        pawl_waitgroup_wait(&wg);
    }
}

static void waitgroup_actually_wait(struct bench *b)
{
    bench_parallel(b, really_wait, NULL);
}

// ---- Once ---------------------------------------------------------------------------------------

static void nothing(void *arg)
{
    (void)arg;
}

static void do_once(struct part *p)
{
    while (part_next(p))
        pawl_once_do(p->arg, nothing, NULL);
}

static void once(struct bench *b)
{
    pawl_once o = {0};
    bench_parallel(b, do_once, &o);
}

// ---- Cond ---------------------------------------------------------------------------------------

struct circle {
    pawl_mutex mu;
    pawl_cond c;
    int waiters, id;
    int64_t n;
};

static void go_round(void *arg)
{
    struct circle *s = arg;
    for (int64_t i = 0; i < s->n; i++) {
        pawl_mutex_lock(&s->mu);
        if (s->id == -1) {
            pawl_mutex_unlock(&s->mu);
            break;
        }
        s->id++;
        if (s->id == s->waiters + 1) {
            s->id = 0;
            pawl_cond_broadcast(&s->c);
        } else {
            pawl_cond_wait(&s->c, &s->mu);
        }
        pawl_mutex_unlock(&s->mu);
    }
    pawl_mutex_lock(&s->mu);
    s->id = -1;
    pawl_cond_broadcast(&s->c);
    pawl_mutex_unlock(&s->mu);
}

static void cond(struct bench *b, int waiters)
{
    struct circle s = {.waiters = waiters, .n = b->n};
    pawl_waitgroup running = {0};
    for (int i = 0; i < waiters + 1; i++)
        pawl_waitgroup_go(&running, go_round, &s);
    pawl_waitgroup_wait(&running);
}

#define COND(n)                                                                                    \
    static void cond##n(struct bench *b)                                                           \
    {                                                                                              \
        cond(b, n);                                                                                \
    }
COND(1)
COND(2)
COND(4)
COND(8)
COND(16)
COND(32)

const struct benchmark family_benchmarks[] = {
    {"WaitGroupUncontended", waitgroup_uncontended},
    {"WaitGroupAddDone", waitgroup_add_done},
    {"WaitGroupAddDoneWork", waitgroup_add_done_work},
    {"WaitGroupWait", waitgroup_wait},
    {"WaitGroupWaitWork", waitgroup_wait_work},
    {"WaitGroupActuallyWait", waitgroup_actually_wait},
    {"Once", once},
    {"Cond1", cond1},
    {"Cond2", cond2},
    {"Cond4", cond4},
    {"Cond8", cond8},
    {"Cond16", cond16},
    {"Cond32", cond32},
    {NULL, NULL},
};
