// mutex.c - Go's benchmarks of sync.Mutex.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <stdint.h>

static void lock_own(struct part *p)
{
    _Alignas(128) pawl_mutex mu = {0};
    while (part_next(p)) {
        pawl_mutex_lock(&mu);
        pawl_mutex_unlock(&mu);
    }
}

static void uncontended(struct bench *b)
{
    bench_parallel(b, lock_own, NULL);
}

struct shared {
    _Alignas(128) pawl_mutex mu;
    int work;
    uint64_t acc0, acc1;
};

static void lock_shared(struct part *p)
{
    struct shared *s = p->arg;
    while (part_next(p)) {
        pawl_mutex_lock(&s->mu);
        pawl_mutex_unlock(&s->mu);
        if (s->work)
            bench_count(s->work);
    }
}

static void contended(struct bench *b, int parallelism, int work)
{
    struct shared s = {.work = work};
    b->parallelism = parallelism;
    bench_parallel(b, lock_shared, &s);
}

static void mutex(struct bench *b)
{
    contended(b, 1, 0);
}

static void slack(struct bench *b)
{
    contended(b, 10, 0);
}

static void work(struct bench *b)
{
    contended(b, 1, 100);
}

static void work_slack(struct bench *b)
{
    contended(b, 10, 100);
}

static void change(struct shared *s)
{
    pawl_mutex_lock(&s->mu);
    s->acc0 -= 100;
    s->acc1 += 100;
    pawl_mutex_unlock(&s->mu);
}

static void touch(volatile uint64_t *data, size_t n)
{
    for (size_t i = 0; i < n; i += 4)
        data[i]++;
}

static void send_true(void *arg)
{
    bool yes = true;
    pawl_chan_send(arg, &yes);
}

static void lock_seldom(struct part *p)
{
    pawl_chan *c = pawl_chan_make(sizeof(bool), 0);
    uint64_t data[4 << 10] = {0};
    for (int i = 0; part_next(p); i++) {
        if (i % 4 == 0) {
            change(p->arg);
        } else {
            touch(data, 4 << 10);
            pawl_go(send_true, c);
            pawl_chan_recv(c, NULL);
        }
    }
    pawl_chan_free(c);
}

static void no_spin(struct bench *b)
{
    struct shared s = {.work = 0};
    b->parallelism = 4;
    bench_parallel(b, lock_seldom, &s);
}

static void lock_and_touch(struct part *p)
{
    static uint64_t data[64][16 << 10];
    static unsigned next;
    uint64_t *mine = data[__atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % 64];
    while (part_next(p)) {
        change(p->arg);
        touch(mine, 16 << 10);
    }
}

static void spin(struct bench *b)
{
    struct shared s = {.work = 0};
    bench_parallel(b, lock_and_touch, &s);
}

const struct benchmark mutex_benchmarks[] = {
    {"MutexUncontended", uncontended},
    {"Mutex", mutex},
    {"MutexSlack", slack},
    {"MutexWork", work},
    {"MutexWorkSlack", work_slack},
    {"MutexNoSpin", no_spin},
    {"MutexSpin", spin},
    {NULL, NULL},
};
