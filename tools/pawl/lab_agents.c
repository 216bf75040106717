// lab_agents.c - those who take part in a round: threads, or goroutines.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"
#include "progress.h"

#include <errno.h>
#include <pawl/go.h>
#include <pawl/waitgroup.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { STACK = 256 * 1024 };

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * PAWL_SECOND + t.tv_nsec;
}

static void work(struct lab_worker *w)
{
    w->start_ns = pawl_now();
    w->round->scenario->work(w);
    w->end_ns = pawl_now();
}

static void sleep_out(struct lab_round *r, int64_t round_ns)
{
    pawl_go_sleep_until(r->opened_ns + round_ns);
    pawl_word_store_rlx(&r->stop, 1);
}

// ---- threads ------------------------------------------------------------------------------------

static void *thread_main(void *arg)
{
    struct lab_worker *w = arg;
    struct rusage before, after;
    lab_watch_thread(w);
    pthread_barrier_wait(&w->round->gate);
    getrusage(RUSAGE_THREAD, &before);
    int64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    work(w);
    w->cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    getrusage(RUSAGE_THREAD, &after);
    w->voluntary = (uint64_t)(after.ru_nvcsw - before.ru_nvcsw);
    w->involuntary = (uint64_t)(after.ru_nivcsw - before.ru_nivcsw);
    return NULL;
}

// The threads wait at the gate for the last of them, so if one cannot be started there is no way
// back.
static void start_threads(struct lab_round *r)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK);
    for (int i = 0; i < r->threads; i++) {
        struct lab_worker *w = &r->workers[i];
        int err = pthread_create(&w->thread, &attr, thread_main, w);
        if (err != 0) {
            progress_end();
            fprintf(stderr, "pawl lab: cannot start thread %d: %s\n", i + 1, strerror(err));
            exit(2);
        }
    }
    pthread_attr_destroy(&attr);
}

static void run_threads(struct lab_round *r, int64_t round_ns)
{
    pthread_barrier_init(&r->gate, NULL, (unsigned)r->threads + 1);
    start_threads(r);
    r->opened_ns = pawl_now();
    pthread_barrier_wait(&r->gate);
    sleep_out(r, round_ns);
    for (int i = 0; i < r->threads; i++)
        pthread_join(r->workers[i].thread, NULL);
    pthread_barrier_destroy(&r->gate);
}

// ---- goroutines ---------------------------------------------------------------------------------

static void goroutine_main(void *arg)
{
    struct lab_worker *w = arg;
    lab_watch_goroutine(w);
    pawl_waitgroup_wait(&w->round->opening);
    work(w);
}

// What they use cannot be told apart: all of it is the first one's.
static void run_goroutines(struct lab_round *r, int64_t round_ns)
{
    struct rusage before, after;
    pawl_waitgroup running = {0};
    pawl_waitgroup_add(&r->opening, 1);
    for (int i = 0; i < r->threads; i++)
        pawl_waitgroup_go(&running, goroutine_main, &r->workers[i]);
    getrusage(RUSAGE_SELF, &before);
    int64_t cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    r->opened_ns = pawl_now();
    pawl_waitgroup_done(&r->opening);
    sleep_out(r, round_ns);
    pawl_waitgroup_wait(&running);
    r->workers[0].cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    getrusage(RUSAGE_SELF, &after);
    r->workers[0].voluntary = (uint64_t)(after.ru_nvcsw - before.ru_nvcsw);
    r->workers[0].involuntary = (uint64_t)(after.ru_nivcsw - before.ru_nivcsw);
}

void lab_agents_run(struct lab_round *r, int64_t round_ns)
{
    if (r->goroutines)
        run_goroutines(r, round_ns);
    else
        run_threads(r, round_ns);
}

// Go's scheduler interrupts who has run for 10 ms; a goroutine here has to let others run.
void lab_let_others(struct lab_worker *w)
{
    if (!w->round->goroutines)
        return;
    int64_t now = pawl_now();
    if (now - w->yielded_ns < 10 * PAWL_MILLISECOND)
        return;
    pawl_go_yield();
    w->yielded_ns = pawl_now();
}
