// rwmutex.c - Go's benchmarks of sync.RWMutex.
// SPDX-License-Identifier: MIT
#include "harness.h"

static void lock_own(struct part *p)
{
    _Alignas(128) pawl_rwmutex rw = {0};
    while (part_next(p)) {
        pawl_rwmutex_rlock(&rw);
        pawl_rwmutex_rlock(&rw);
        pawl_rwmutex_runlock(&rw);
        pawl_rwmutex_runlock(&rw);
        pawl_rwmutex_lock(&rw);
        pawl_rwmutex_unlock(&rw);
    }
}

static void uncontended(struct bench *b)
{
    bench_parallel(b, lock_own, NULL);
}

struct shared {
    _Alignas(128) pawl_rwmutex rw;
    int work, write_ratio;
};

static void lock_shared(struct part *p)
{
    struct shared *s = p->arg;
    int64_t foo = 0;
    while (part_next(p)) {
        foo++;
        if (foo % s->write_ratio == 0) {
            pawl_rwmutex_lock(&s->rw);
            pawl_rwmutex_unlock(&s->rw);
        } else {
            pawl_rwmutex_rlock(&s->rw);
            foo = bench_work(foo, s->work);
            pawl_rwmutex_runlock(&s->rw);
        }
    }
}

static void contended(struct bench *b, int work, int write_ratio)
{
    struct shared s = {.work = work, .write_ratio = write_ratio};
    bench_parallel(b, lock_shared, &s);
}

static void write100(struct bench *b)
{
    contended(b, 0, 100);
}

static void write10(struct bench *b)
{
    contended(b, 0, 10);
}

static void work_write100(struct bench *b)
{
    contended(b, 100, 100);
}

static void work_write10(struct bench *b)
{
    contended(b, 100, 10);
}

const struct benchmark rwmutex_benchmarks[] = {
    {"RWMutexUncontended", uncontended},  {"RWMutexWrite100", write100},
    {"RWMutexWrite10", write10},          {"RWMutexWorkWrite100", work_write100},
    {"RWMutexWorkWrite10", work_write10}, {NULL, NULL},
};
