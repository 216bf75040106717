// go_programs_test.c - programs of Go's test/chan: doubleselect, fifo, goroutines.
// SPDX-License-Identifier: MIT
#include "chan/chan.h"
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_chan *ints(size_t cap)
{
    return pawl_chan_make(sizeof(int), cap);
}

// ---- doubleselect: nobody is woken twice, nothing comes twice -----------------------------------

enum { DOUBLE = SCALED(5000), WAYS = 4 };

struct doubled {
    pawl_chan *way[WAYS], *mux, *done;
};

struct way {
    struct doubled *d;
    pawl_chan *in;
};

static void send_one_way(void *arg)
{
    struct doubled *d = arg;
    struct pawl_case cases[WAYS];
    for (int i = 0; i < DOUBLE; i++) {
        for (int j = 0; j < WAYS; j++)
            cases[j] = (struct pawl_case)PAWL_CASE_SEND(d->way[j], &i);
        pawl_select(cases, WAYS);
    }
    for (int j = 0; j < WAYS; j++)
        pawl_chan_close(d->way[j]);
}

static void mux(void *arg)
{
    struct way *w = arg;
    for (int n; pawl_chan_recv(w->in, &n);)
        pawl_chan_send(w->d->mux, &n);
    pawl_chan_send(w->d->done, NULL);
}

static void close_mux(void *arg)
{
    struct doubled *d = arg;
    for (int i = 0; i < WAYS; i++)
        pawl_chan_recv(d->done, NULL);
    pawl_chan_close(d->mux);
}

START_TEST(doubleselect)
{
    static bool seen[DOUBLE];
    struct agents a = {.kind = (enum agents_kind)_i};
    struct doubled d = {.mux = ints(0), .done = pawl_chan_make(0, 0)};
    struct way ways[WAYS];
    for (int i = 0; i < WAYS; i++) {
        d.way[i] = ints(0);
        ways[i] = (struct way){&d, d.way[i]};
    }
    agents_start(&a, send_one_way, &d);
    for (int i = 0; i < WAYS; i++)
        agents_start(&a, mux, &ways[i]);
    agents_start(&a, close_mux, &d);
    int count = 0;
    for (int n; pawl_chan_recv(d.mux, &n); count++) {
        EXPECT(!seen[n], "%d came twice", n);
        seen[n] = true;
    }
    agents_join(&a);
    ck_assert_int_eq(count, DOUBLE);
    for (int i = 0; i < WAYS; i++)
        pawl_chan_free(d.way[i]);
    pawl_chan_free(d.mux);
    pawl_chan_free(d.done);
}
END_TEST

// ---- fifo: who came first is served first -------------------------------------------------------

enum { CHAIN = 10 };

struct link {
    pawl_chan *c, *in, *out;
    int number;
};

static void chain(void *arg)
{
    struct link *l = arg;
    int n = 0;
    pawl_chan_recv(l->in, NULL);
    pawl_chan_recv(l->c, &n);
    EXPECT(n == l->number, "%d instead of %d", n, l->number);
    pawl_chan_send(l->out, &n);
}

START_TEST(fifo)
{
    struct agents a = {.kind = (enum agents_kind)_i};
    pawl_chan *c = ints(0), *in[CHAIN + 1] = {ints(0)};
    struct link links[CHAIN];
    for (int i = 0; i < CHAIN; i++) {
        in[i + 1] = ints(0);
        links[i] = (struct link){c, in[i], in[i + 1], i};
        agents_start(&a, chain, &links[i]);
    }
    int start = 0;
    pawl_chan_send(in[0], &start);
    for (int i = 0; i < CHAIN; i++)
        pawl_chan_send(c, &i);
    pawl_chan_recv(in[CHAIN], NULL);
    agents_join(&a);
    for (int i = 0; i <= CHAIN; i++)
        pawl_chan_free(in[i]);
    pawl_chan_free(c);
}
END_TEST

struct fifo {
    pawl_chan *c, *order;
    int number;
};

static void recv_in_order(void *arg)
{
    struct fifo *f = arg;
    int n = -1;
    pawl_chan_recv(f->c, &n);
    EXPECT(n == f->number, "%d came as number %d", f->number, n);
}

// Looks inside: how many wait to receive?
static int waiting(pawl_chan *c)
{
    int n = 0;
    pawl_lowlock_lock_(&c->lock);
    for (const struct pawl_chan_waiter *w = c->receivers.first; w; w = w->next)
        n++;
    pawl_lowlock_unlock_(&c->lock);
    return n;
}

// The queue itself: those who wait to receive get what is sent in the order in which they came.
START_TEST(queue_of_receivers)
{
    struct agents a = {.kind = (enum agents_kind)_i};
    struct fifo f[CHAIN];
    pawl_chan *c = ints(0);
    for (int i = 0; i < CHAIN; i++) {
        f[i] = (struct fifo){.c = c, .number = i};
        agents_start(&a, recv_in_order, &f[i]);
        while (waiting(c) <= i)
            agents_yield();
    }
    for (int i = 0; i < CHAIN; i++)
        pawl_chan_send(c, &i);
    agents_join(&a);
    pawl_chan_free(c);
}
END_TEST

// ---- goroutines: a chain of them, each with a channel to the left and one to the right ----------

struct pass {
    pawl_chan *left, *right;
};

static void pass_on(void *arg)
{
    struct pass *p = arg;
    int n = 0;
    pawl_chan_recv(p->right, &n);
    n++;
    pawl_chan_send(p->left, &n);
}

START_TEST(long_chain)
{
    enum { MOST = SCALED(5000) };
    static struct pass passes[MOST];
    int length = _i == GOROUTINES ? MOST : SCALED(200), n = 0;
    struct agents a = {.kind = (enum agents_kind)_i};
    pawl_chan *leftmost = ints(0), *right = leftmost;
    for (int i = 0; i < length; i++) {
        passes[i] = (struct pass){right, ints(0)};
        right = passes[i].right;
        agents_start(&a, pass_on, &passes[i]);
    }
    pawl_chan_send(right, &n);
    pawl_chan_recv(leftmost, &n);
    ck_assert_int_eq(n, length);
    agents_join(&a);
    for (int i = 0; i < length; i++)
        pawl_chan_free(passes[i].right);
    pawl_chan_free(leftmost);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {doubleselect, AGENTS_KINDS},
        {fifo, AGENTS_KINDS},
        {queue_of_receivers, AGENTS_KINDS},
        {long_chain, AGENTS_KINDS},
    };
    return suite_run("go_programs", tests, TEST_COUNT(tests));
}
