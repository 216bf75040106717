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

struct warm {
    pawl_word started;
    unsigned wanted;
};

static void run_at_once(void *arg)
{
    struct warm *w = arg;
    pawl_word_add_rel(&w->started, 1);
    while (pawl_word_load_acq(&w->started) < w->wanted)
        continue;
    int64_t until = pawl_now() + PAWL_MILLISECOND;
    while (pawl_now() < until)
        continue;
}

// All workers are awake when one begins to start goroutines that they may steal.
static void create_single(struct bench *b)
{
    pawl_waitgroup wg = {0};
    struct warm w = {0, pawl_go_procs()};
    for (unsigned i = 0; i < w.wanted; i++)
        pawl_waitgroup_go(&wg, run_at_once, &w);
    pawl_waitgroup_wait(&wg);
    bench_reset(b);
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

struct hog {
    pawl_chan *stop, *ping, *pong, *done;
    int64_t n;
};

static void tell(pawl_chan *c)
{
    pawl_chan_send(c, &(bool){true});
}

// Go takes the worker away from it every 10 ms; a goroutine of ours has to yield it.
static void hog(void *arg)
{
    struct hog *h = arg;
    while (pawl_chan_tryrecv(h->stop, NULL) == PAWL_EAGAIN)
        pawl_go_yield();
    tell(h->done);
}

static void pass_on(pawl_chan *from, pawl_chan *to, int64_t n)
{
    bool ball;
    for (int64_t i = 0; i < n; i++) {
        pawl_chan_recv(from, &ball);
        pawl_chan_send(to, &ball);
    }
}

static void ponger(void *arg)
{
    struct hog *h = arg;
    pass_on(h->ping, h->pong, h->n);
    pawl_chan_close(h->stop);
    tell(h->done);
}

static void pinger(void *arg)
{
    struct hog *h = arg;
    pass_on(h->pong, h->ping, h->n);
    tell(h->done);
}

// Two play ping-pong while a third one computes: for one worker.
static void ping_pong_hog(struct bench *b)
{
    struct hog h = {pawl_chan_make(1, 0), pawl_chan_make(1, 0), pawl_chan_make(1, 0),
                    pawl_chan_make(1, 0), b->n};
    pawl_go(hog, &h);
    pawl_go(ponger, &h);
    pawl_go(pinger, &h);
    bench_reset(b);
    tell(h.ping);
    pawl_chan_recv(h.stop, NULL);
    bench_stop(b);
    pawl_chan_recv(h.ping, NULL); // the last ball
    for (int i = 0; i < 3; i++)
        pawl_chan_recv(h.done, NULL);
    pawl_chan_free(h.stop);
    pawl_chan_free(h.ping);
    pawl_chan_free(h.pong);
    pawl_chan_free(h.done);
}

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
    {"PingPongHog", ping_pong_hog},
    {"SpawnJoin", spawn_and_join},
    {"Yield", yield},
    {"RoundTrip", round_trip},
    {"Syscall", blocking},
    {NULL, NULL},
};
