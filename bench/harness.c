// harness.c - threads that start together and stop when the time is up.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <sched.h>
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

// Moves the calling thread to the CPU that is the n'th modulo their number.
static void move_to_cpu(const cpu_set_t *cpus, unsigned n)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    n %= (unsigned)CPU_COUNT(cpus);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, cpus) && n-- == 0)
            CPU_SET(cpu, &one);
    }
    pthread_setaffinity_np(pthread_self(), sizeof one, &one);
}

// The kernel wakes all threads on the CPU of the one that wakes them, and takes 50 ms and more to
// spread those that do not sleep: for all of a short round, then, nobody competes.
static void wait_for_start(struct bench_worker *w)
{
    unsigned stay_on = w->round->bench->stay_on;
    cpu_set_t cpus;
    bool spreads =
        w->round->spreads && pthread_getaffinity_np(pthread_self(), sizeof cpus, &cpus) == 0;
    if (spreads)
        move_to_cpu(&cpus, stay_on ? w->id % stay_on : w->id);
    pthread_barrier_wait(w->barrier);
    if (spreads && stay_on == 0)
        pthread_setaffinity_np(pthread_self(), sizeof cpus, &cpus);
}

static void *worker_main(void *arg)
{
    struct bench_worker *w = arg;
    wait_for_start(w);
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
        r->failure = w[i].failure ? w[i].failure : r->failure;
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

void bench_run_loop_(struct bench_round *r, const struct bench_loop *loops, void *shared)
{
    while (loops->lock && strcmp(loops->lock, r->lock) != 0)
        loops++;
    r->spreads = true;
    bench_run_threads_(r, bench_threads_(r), loops->body, shared);
}
