// select.c - Go's benchmarks of select.
// SPDX-License-Identifier: MIT
#include "harness.h"

#include <stdlib.h>

static const int64_t zero, one = 1;

#define MAX_CHANNELS 4

struct channels {
    pawl_chan *c[MAX_CHANNELS];
};

static struct channels make(int n, size_t cap)
{
    struct channels s = {{NULL}};
    for (int i = 0; i < n; i++)
        s.c[i] = pawl_chan_make(8, cap);
    return s;
}

static void unmake(struct channels *s)
{
    for (int i = 0; i < MAX_CHANNELS; i++)
        pawl_chan_free(s->c[i]);
}

// Takes from the one and puts into the other.
static void swap(struct part *p, struct channels *s)
{
    int64_t got;
    while (part_next(p)) {
        struct pawl_case cases[] = {PAWL_CASE_RECV(s->c[0], &got), PAWL_CASE_RECV(s->c[1], &got)};
        int chosen = pawl_select(cases, 2);
        pawl_chan_send(s->c[1 - chosen], &zero);
    }
}

static void swap_own(struct part *p)
{
    struct channels s = make(2, 1);
    pawl_chan_send(s.c[0], &zero);
    swap(p, &s);
    unmake(&s);
}

static void uncontended(struct bench *b)
{
    bench_parallel(b, swap_own, NULL);
}

static void swap_shared(struct part *p)
{
    struct channels *s = p->arg;
    pawl_chan_send(s->c[0], &zero);
    swap(p, s);
}

static void async_contended(struct bench *b)
{
    struct channels s = make(2, pawl_go_procs());
    bench_parallel(b, swap_shared, &s);
    unmake(&s);
}

// ---- from hand to hand --------------------------------------------------------------------------

static void offer(void *arg)
{
    struct channels *s = arg;
    for (int chosen = 0; chosen < 3;) {
        struct pawl_case cases[] = {PAWL_CASE_SEND(s->c[0], &zero), PAWL_CASE_SEND(s->c[1], &zero),
                                    PAWL_CASE_SEND(s->c[2], &zero), PAWL_CASE_RECV(s->c[3], NULL)};
        chosen = pawl_select(cases, 4);
    }
}

struct offered {
    struct channels s;
    pawl_waitgroup running;
};

static void take_any(struct part *p)
{
    struct offered *o = p->arg;
    int64_t got;
    pawl_waitgroup_go(&o->running, offer, &o->s);
    while (part_next(p)) {
        struct pawl_case cases[] = {PAWL_CASE_RECV(o->s.c[0], &got),
                                    PAWL_CASE_RECV(o->s.c[1], &got),
                                    PAWL_CASE_RECV(o->s.c[2], &got)};
        pawl_select(cases, 3);
    }
}

static void sync_contended(struct bench *b)
{
    struct offered o = {.s = make(4, 0)};
    bench_parallel(b, take_any, &o);
    pawl_chan_close(o.s.c[3]);
    pawl_waitgroup_wait(&o.running);
    unmake(&o.s);
}

// One case and a default: what Go's compiler makes of it is a try.
static void try_four(struct part *p)
{
    struct channels *s = p->arg;
    int64_t got;
    while (part_next(p)) {
        pawl_chan_tryrecv(s->c[0], &got);
        pawl_chan_trysend(s->c[1], &zero);
        pawl_chan_tryrecv(s->c[2], &got);
        pawl_chan_trysend(s->c[3], &zero);
    }
}

static void nonblock(struct bench *b)
{
    struct channels s = {
        {pawl_chan_make(8, 0), pawl_chan_make(8, 0), pawl_chan_make(8, 1), pawl_chan_make(8, 1)}};
    bench_parallel(b, try_four, &s);
    unmake(&s);
}

// ---- producers and consumers --------------------------------------------------------------------

#define CALLS 1000

struct market {
    pawl_chan *c, *close;
    int64_t left;
};

static void produce(void *arg)
{
    struct market *m = arg;
    pawl_chan *timer = pawl_after(3600 * PAWL_SECOND);
    int64_t foo = 0;
    while (__atomic_sub_fetch(&m->left, 1, __ATOMIC_RELAXED) >= 0)
        for (int g = 0; g < CALLS; g++) {
            foo = bench_work(foo, 100);
            struct pawl_case cases[] = {PAWL_CASE_SEND(m->c, &one), PAWL_CASE_RECV(timer, NULL),
                                        PAWL_CASE_RECV(m->close, NULL)};
            pawl_select(cases, 3);
        }
    pawl_chan_send(m->c, &zero);
    pawl_chan_free(timer);
}

static void consume(void *arg)
{
    struct market *m = arg;
    pawl_chan *timer = pawl_after(3600 * PAWL_SECOND);
    int64_t foo = 0;
    for (;;) {
        int64_t got = 0;
        struct pawl_case cases[] = {PAWL_CASE_RECV(m->c, &got), PAWL_CASE_RECV(timer, NULL),
                                    PAWL_CASE_RECV(m->close, NULL)};
        if (pawl_select(cases, 3) == 0 && got == 0)
            break;
        foo = bench_work(foo, 100);
    }
    pawl_chan_free(timer);
}

static void prod_cons(struct bench *b)
{
    struct market m = {pawl_chan_make(8, 128), pawl_chan_make(1, 0), b->n / CALLS};
    pawl_waitgroup running = {0};
    for (unsigned i = 0; i < pawl_go_procs(); i++) {
        pawl_waitgroup_go(&running, produce, &m);
        pawl_waitgroup_go(&running, consume, &m);
    }
    pawl_waitgroup_wait(&running);
    pawl_chan_free(m.c);
    pawl_chan_free(m.close);
}

// ---- a channel that a thousand wait for ---------------------------------------------------------

#define MANY 1000

struct fan {
    pawl_chan *common, *own;
    int64_t n;
};

static void select_either(void *arg)
{
    struct fan *f = arg;
    bool got;
    for (int64_t i = 0; i < f->n; i++) {
        struct pawl_case cases[] = {PAWL_CASE_RECV(f->common, &got), PAWL_CASE_RECV(f->own, &got)};
        pawl_select(cases, 2);
    }
}

static void popular(struct bench *b)
{
    static const bool yes = true;
    struct fan *fans = calloc(MANY, sizeof *fans);
    pawl_chan *common = pawl_chan_make(1, 0);
    pawl_waitgroup running = {0};
    for (int i = 0; i < MANY; i++) {
        fans[i] = (struct fan){common, pawl_chan_make(1, 0), b->n};
        pawl_waitgroup_go(&running, select_either, &fans[i]);
    }
    for (int64_t i = 0; i < b->n; i++)
        for (int j = 0; j < MANY; j++)
            pawl_chan_send(fans[j].own, &yes);
    pawl_waitgroup_wait(&running);
    for (int i = 0; i < MANY; i++)
        pawl_chan_free(fans[i].own);
    pawl_chan_free(common);
    free(fans);
}

const struct benchmark select_benchmarks[] = {
    {"SelectUncontended", uncontended},
    {"SelectSyncContended", sync_contended},
    {"SelectAsyncContended", async_contended},
    {"SelectNonblock", nonblock},
    {"SelectProdCons", prod_cons},
    {"ChanPopular", popular},
    {NULL, NULL},
};
