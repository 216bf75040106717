// harness.c - threads that start together and stop when the time is up.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn static void die(const char *what, int err)
{
    fflush(stdout);
    fprintf(stderr, "pawl bench: cannot %s: %s\n", what, strerror(err));
    exit(1);
}

static void sleep_ns(int64_t ns)
{
    int64_t until = pawl_now() + ns;
    struct timespec ts = {(time_t)(until / PAWL_SECOND), (long)(until % PAWL_SECOND)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
        continue;
}

unsigned bench_threads_(const struct bench_round *r)
{
    return r->bench->threads ? r->bench->threads : r->bench->per_cpu * r->cpus;
}

static void *worker_main(void *arg)
{
    struct bench_worker *w = arg;
    pthread_barrier_wait(w->barrier);
    w->start = pawl_now();
    w->body(w);
    w->end = pawl_now();
    return NULL;
}

// Each thread takes its own times: this thread may be slow to wake among a hundred others.
static void collect(struct bench_round *r, struct bench_worker *w, unsigned n)
{
    int64_t start = INT64_MAX;
    int64_t end = INT64_MIN;
    for (unsigned i = 0; i < n; i++) {
        pthread_join(w[i].thread, NULL);
        r->ops += w[i].ops;
        start = w[i].start < start ? w[i].start : start;
        end = w[i].end > end ? w[i].end : end;
    }
    r->elapsed = end - start;
}

void bench_run_threads_(struct bench_round *r, unsigned n, void (*body)(struct bench_worker *),
                        void *shared)
{
    struct bench_worker *workers =
        aligned_alloc(_Alignof(struct bench_worker), n * sizeof *workers);
    if (workers == NULL)
        die("get memory for the threads", ENOMEM);
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, n + 1);
    pawl_word_store_rlx(&r->stop, 0);
    for (unsigned i = 0; i < n; i++) {
        workers[i] = (struct bench_worker){
            .round = r, .shared = shared, .id = i, .body = body, .barrier = &barrier};
        int err = pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]);
        if (err != 0)
            die("start a thread", err);
    }
    pthread_barrier_wait(&barrier);
    sleep_ns(r->duration);
    pawl_word_store_rlx(&r->stop, 1);
    collect(r, workers, n);
    pthread_barrier_destroy(&barrier);
    free(workers);
}
