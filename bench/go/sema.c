// sema.c - Go's benchmarks of the semaphore below its locks.
// SPDX-License-Identifier: MIT
#include "harness.h"

static void use_own(struct part *p)
{
    _Alignas(128) pawl_sema s = {0};
    while (part_next(p)) {
        pawl_sema_release(&s, 0);
        pawl_sema_acquire(&s, 0);
    }
}

static void uncontended(struct bench *b)
{
    bench_parallel(b, use_own, NULL);
}

struct shared {
    _Alignas(128) pawl_sema sema;
    int work;
};

static void use_shared(struct part *p)
{
    struct shared *s = p->arg;
    while (part_next(p)) {
        pawl_sema_release(&s->sema, 0);
        bench_count(s->work);
        pawl_sema_acquire(&s->sema, 0);
    }
    pawl_sema_release(&s->sema, 0);
}

static void block(void *arg)
{
    struct shared *s = arg;
    for (unsigned i = 0; i < pawl_go_procs() / 2; i++)
        pawl_sema_acquire(&s->sema, 0);
}

static void contended(struct bench *b, bool blocks, int work)
{
    struct shared s = {.work = work};
    pawl_waitgroup blocked = {0};
    if (blocks)
        pawl_waitgroup_go(&blocked, block, &s);
    bench_parallel(b, use_shared, &s);
    pawl_waitgroup_wait(&blocked);
}

static void nonblock(struct bench *b)
{
    contended(b, false, 0);
}

static void blocking(struct bench *b)
{
    contended(b, true, 0);
}

static void work_nonblock(struct bench *b)
{
    contended(b, false, 100);
}

static void work_block(struct bench *b)
{
    contended(b, true, 100);
}

const struct benchmark sema_benchmarks[] = {
    {"SemaUncontended", uncontended}, {"SemaSyntNonblock", nonblock},
    {"SemaSyntBlock", blocking},      {"SemaWorkNonblock", work_nonblock},
    {"SemaWorkBlock", work_block},    {NULL, NULL},
};
