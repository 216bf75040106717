// sema_bench.c - Go's benchmarks of the semaphore under its locks: pawl's against POSIX's.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <pawl/sema.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

// Zero bytes are a semaphore of count 0, for pawl by its interface and for sem_t in glibc and musl.
union sema {
    _Alignas(128) pawl_sema pawl;
    sem_t posix;
};

struct kind {
    void (*release)(union sema *);
    void (*acquire)(union sema *);
};

static void pawl_release(union sema *s)
{
    pawl_sema_release(&s->pawl, 0);
}

static void pawl_acquire(union sema *s)
{
    pawl_sema_acquire(&s->pawl, 0);
}

static void posix_release(union sema *s)
{
    sem_post(&s->posix);
}

static void posix_acquire(union sema *s)
{
    while (sem_wait(&s->posix) != 0)
        continue; // EINTR
}

static const struct kind pawl_kind = {pawl_release, pawl_acquire};
static const struct kind posix_kind = {posix_release, posix_acquire};

struct shared {
    union sema sema;
    const struct kind *kind;
    unsigned thefts; // how many tokens the extra thread takes for itself
};

static const struct kind *kind_of(const struct bench_round *r)
{
    return strcmp(r->lock, "pawl") == 0 ? &pawl_kind : &posix_kind;
}

static void uncontended_body(struct bench_worker *w)
{
    const struct kind *k = kind_of(w->round);
    union sema own;
    memset(&own, 0, sizeof own);
    while (bench_goes_on_(w, 100)) {
        for (int i = 0; i < 100; i++) {
            k->release(&own);
            k->acquire(&own);
        }
    }
}

// Everybody puts one in before taking one out, and one more at the end: for the extra thread.
static void shared_body(struct bench_worker *w)
{
    struct shared *s = w->shared;
    unsigned work = w->round->bench->work;
    while (bench_goes_on_(w, 1)) {
        s->kind->release(&s->sema);
        bench_work_(work);
        s->kind->acquire(&s->sema);
    }
    s->kind->release(&s->sema);
}

static void *steal(void *arg)
{
    struct shared *s = arg;
    for (unsigned i = 0; i < s->thefts; i++)
        s->kind->acquire(&s->sema);
    return NULL;
}

static void run_uncontended(struct bench_round *r)
{
    bench_run_threads_(r, bench_threads_(r), uncontended_body, NULL);
}

static void run_nonblock(struct bench_round *r)
{
    struct shared s = {.kind = kind_of(r)};
    bench_run_threads_(r, bench_threads_(r), shared_body, &s);
}

// With tokens missing, every thread has to wait for another one now and then.
static void run_block(struct bench_round *r)
{
    struct shared s = {.kind = kind_of(r), .thefts = r->cpus / 2};
    pthread_t thief;
    if (pthread_create(&thief, NULL, steal, &s) != 0)
        abort();
    bench_run_threads_(r, bench_threads_(r), shared_body, &s);
    pthread_join(thief, NULL);
}

static const char *const locks[] = {"pawl", "pthread", NULL};

const struct bench bench_sema_[] = {
    {"SemaUncontended", run_uncontended, .only = locks, .per_cpu = 1},
    {"SemaSyntNonblock", run_nonblock, .only = locks, .per_cpu = 1},
    {"SemaSyntBlock", run_block, .only = locks, .per_cpu = 1},
    {"SemaWorkNonblock", run_nonblock, .only = locks, .per_cpu = 1, .work = BENCH_GO_WORK},
    {"SemaWorkBlock", run_block, .only = locks, .per_cpu = 1, .work = BENCH_GO_WORK},
    {.name = NULL},
};
