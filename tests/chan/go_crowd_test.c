// go_crowd_test.c - Go's TestMultiConsumer and TestChanSendBarrier: many at once.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

// ---- TestMultiConsumer --------------------------------------------------------------------------

enum { WORKERS = 23, ITEMS = SCALED(20000), PRIMES = 10 };

static const int primes[PRIMES] = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};

struct work {
    pawl_chan *in, *out;
    atomic_int number;
    pawl_waitgroup working;
    long expected;
};

static void work(void *arg)
{
    struct work *w = arg;
    int mine = primes[w->number++ % PRIMES];
    for (int n; pawl_chan_recv(w->in, &n);) {
        if (n == mine)
            agents_yield(); // so that not all go in step
        pawl_chan_send(w->out, &n);
    }
    pawl_waitgroup_done(&w->working);
}

static void feed(void *arg)
{
    struct work *w = arg;
    for (int i = 0; i < ITEMS; i++) {
        w->expected += primes[i % PRIMES];
        pawl_chan_send(w->in, &primes[i % PRIMES]);
    }
    pawl_chan_close(w->in);
    pawl_waitgroup_wait(&w->working);
    pawl_chan_close(w->out);
}

START_TEST(multi_consumer)
{
    struct work w = {.in = pawl_chan_make(sizeof(int), WORKERS * 3),
                     .out = pawl_chan_make(sizeof(int), WORKERS * 3)};
    struct agents a = {.kind = (enum agents_kind)_i};
    pawl_waitgroup_add(&w.working, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        agents_start(&a, work, &w);
    agents_start(&a, feed, &w);
    int n, count = 0;
    long sum = 0;
    for (; pawl_chan_recv(w.out, &n); count++)
        sum += n;
    agents_join(&a);
    ck_assert_int_eq(count, ITEMS);
    ck_assert_int_eq(sum, w.expected); // plain: ordered by the close
    pawl_chan_free(w.in);
    pawl_chan_free(w.out);
}
END_TEST

// ---- TestChanSendBarrier, TestChanSendSelectBarrier ---------------------------------------------

// A request is answered, or given up; what was sent to who waits lies on its stack.
struct answer {
    char *text;
    int err;
};

static void answer(void *arg)
{
    struct answer a = {.text = strdup("an answer"), .err = 42};
    pawl_chan_send(arg, &a);
}

static void answer_by_select(void *arg)
{
    struct answer a = {.text = strdup("an answer"), .err = 42};
    struct pawl_case cases[] = {PAWL_CASE_SEND(arg, &a), PAWL_CASE_RECV(NULL, NULL)};
    pawl_select(cases, 2);
}

struct barrier {
    enum agents_kind kind;
    void (*answer)(void *);
};

static void request(void *arg)
{
    const struct barrier *b = arg;
    for (int i = 0; i < SCALED(100); i++) {
        struct agents a = {.kind = b->kind};
        struct answer got = {NULL, 0};
        pawl_chan *c = pawl_chan_make(sizeof got, 0);
        agents_start(&a, b->answer, c);
        EXPECT(pawl_chan_recv(c, &got) && got.err == 42, "no answer");
        EXPECT(strcmp(got.text, "an answer") == 0, "what an answer: %s", got.text);
        free(got.text);
        agents_join(&a); // the select uses c until it returns
        pawl_chan_free(c);
    }
}

START_TEST(chan_send_barrier)
{
    for (int select = 0; select < 2; select++) {
        struct barrier b = {(enum agents_kind)_i, select ? answer_by_select : answer};
        struct agents a = {.kind = b.kind};
        for (int i = 0; i < 10; i++)
            agents_start(&a, request, &b);
        agents_join(&a);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {multi_consumer, AGENTS_KINDS},
        {chan_send_barrier, AGENTS_KINDS},
    };
    return suite_run("go_crowd", tests, TEST_COUNT(tests));
}
