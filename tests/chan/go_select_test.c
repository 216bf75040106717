// go_select_test.c - Go's tests of select: on oneself, under stress, fair, of one channel twice.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

// ---- TestSelfSelect -----------------------------------------------------------------------------

struct self {
    pawl_chan *c;
    int number;
};

static void select_self(void *arg)
{
    struct self *s = arg;
    for (int i = 0; i < SCALED(1000); i++) {
        int got = -1;
        struct pawl_case cases[2];
        bool send_first = s->number == 0 || i % 2 == 0;
        cases[send_first ? 0 : 1] = (struct pawl_case)PAWL_CASE_SEND(s->c, &s->number);
        cases[send_first ? 1 : 0] = (struct pawl_case)PAWL_CASE_RECV(s->c, &got);
        int chosen = pawl_select(cases, 2);
        EXPECT(cases[chosen].sends || pawl_chan_cap(s->c) > 0 || got == 1 - s->number,
               "received %d of itself", got);
    }
}

START_TEST(self_select)
{
    for (size_t cap = 0; cap <= 10; cap += 10) {
        struct agents a = {.kind = (enum agents_kind)_i};
        pawl_chan *c = pawl_chan_make(sizeof(int), cap);
        struct self selves[] = {{c, 0}, {c, 1}};
        agents_start(&a, select_self, &selves[0]);
        agents_start(&a, select_self, &selves[1]);
        agents_join(&a);
        pawl_chan_free(c);
    }
}
END_TEST

// ---- TestSelectStress ---------------------------------------------------------------------------

enum { CHANNELS = 4, STRESS = SCALED(2000) };

static pawl_chan *stressed[CHANNELS];

static void stress_send(void *arg)
{
    for (int i = 0; i < STRESS; i++)
        pawl_chan_send(arg, &i);
}

static void stress_recv(void *arg)
{
    for (int i = 0; i < STRESS; i++)
        EXPECT(pawl_chan_recv(arg, NULL), "closed");
}

// Switches each case off when it has happened often enough.
static void stress_select(bool sends, const int order[CHANNELS])
{
    struct pawl_case cases[CHANNELS];
    int n = 0, times[CHANNELS] = {0};
    for (int i = 0; i < CHANNELS; i++)
        cases[i] = (struct pawl_case){.chan = stressed[order[i]], .send = &n, .sends = sends};
    for (int i = 0; i < CHANNELS * STRESS; i++) {
        int chosen = pawl_select(cases, CHANNELS);
        EXPECT(cases[chosen].chan != NULL, "a NULL channel was ready");
        if (++times[chosen] == STRESS)
            cases[chosen].chan = NULL;
    }
}

static void stress_select_send(void *arg)
{
    (void)arg;
    stress_select(true, (int[]){3, 2, 0, 1});
}

static void stress_select_recv(void *arg)
{
    (void)arg;
    stress_select(false, (int[]){0, 1, 2, 3});
}

START_TEST(select_stress)
{
    static const size_t caps[CHANNELS] = {0, 0, 2, 3};
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < CHANNELS; i++)
        stressed[i] = pawl_chan_make(sizeof(int), caps[i]);
    for (int i = 0; i < CHANNELS; i++) {
        agents_start(&a, stress_send, stressed[i]);
        agents_start(&a, stress_recv, stressed[i]);
    }
    agents_start(&a, stress_select_send, NULL);
    agents_start(&a, stress_select_recv, NULL);
    agents_join(&a);
    for (int i = 0; i < CHANNELS; i++)
        pawl_chan_free(stressed[i]);
}
END_TEST

// ---- TestSelectFairness -------------------------------------------------------------------------

enum { TRIALS = 10000 };

struct fair {
    pawl_chan *c[4], *out, *done;
};

static void choose_fairly(void *arg)
{
    struct fair *f = arg;
    for (;;) {
        char b;
        struct pawl_case in[] = {PAWL_CASE_RECV(f->c[2], &b), PAWL_CASE_RECV(f->c[3], &b),
                                 PAWL_CASE_RECV(f->c[0], &b), PAWL_CASE_RECV(f->c[1], &b)};
        pawl_select(in, 4);
        struct pawl_case out[] = {PAWL_CASE_SEND(f->out, &b), PAWL_CASE_RECV(f->done, NULL)};
        if (pawl_select(out, 2) == 1)
            return;
    }
}

// At a confidence of 1 - 10^-6 one of two comes 5000 times, but for 245: 4.891676 standard
// deviations of 50.
START_TEST(select_fairness)
{
    struct fair f = {.out = pawl_chan_make(1, 0), .done = pawl_chan_make(0, 0)};
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < 4; i++)
        f.c[i] = pawl_chan_make(1, i < 2 ? TRIALS + 1 : 0);
    for (int i = 0; i <= TRIALS; i++) {
        pawl_chan_send(f.c[0], "\1");
        pawl_chan_send(f.c[1], "\2");
    }
    int times[3] = {0};
    agents_start(&a, choose_fairly, &f);
    for (int i = 0; i < TRIALS; i++) {
        char b = 0;
        pawl_chan_recv(f.out, &b);
        EXPECT(b == 1 || b == 2, "what was that: %d", b);
        times[(int)b]++;
    }
    pawl_chan_close(f.done);
    agents_join(&a);
    ck_assert_int_ge(times[1], TRIALS / 2 - 245);
    ck_assert_int_ge(times[2], TRIALS / 2 - 245);
    for (int i = 0; i < 4; i++)
        pawl_chan_free(f.c[i]);
    pawl_chan_free(f.out);
    pawl_chan_free(f.done);
}
END_TEST

// ---- TestPseudoRandomSend -----------------------------------------------------------------------

enum { BITS = 100 };

struct bits {
    pawl_chan *c;
    int ones;
};

static void count_ones(void *arg)
{
    struct bits *b = arg;
    for (int i = 0, bit; i < BITS; i++) {
        agents_yield();
        pawl_chan_recv(b->c, &bit);
        b->ones += bit;
    }
}

START_TEST(pseudo_random_send)
{
    static const int one = 1, zero = 0;
    for (size_t cap = 0; cap <= BITS; cap += BITS) {
        struct bits b = {.c = pawl_chan_make(sizeof(int), cap)};
        struct agents a = {.kind = (enum agents_kind)_i};
        agents_start(&a, count_ones, &b);
        for (int i = 0; i < BITS; i++) {
            struct pawl_case cases[] = {PAWL_CASE_SEND(b.c, &one), PAWL_CASE_SEND(b.c, &zero)};
            pawl_select(cases, 2);
        }
        agents_join(&a);
        ck_assert_int_gt(b.ones, BITS / 10);
        ck_assert_int_lt(b.ones, BITS - BITS / 10);
        pawl_chan_free(b.c);
    }
}
END_TEST

// ---- TestSelectDuplicateChannel -----------------------------------------------------------------

struct duplicate {
    pawl_chan *c, *d, *e;
};

static void wait_twice(void *arg)
{
    struct duplicate *x = arg;
    struct pawl_case cases[] = {PAWL_CASE_RECV(x->c, NULL), PAWL_CASE_RECV(x->c, NULL),
                                PAWL_CASE_RECV(x->d, NULL)};
    EXPECT(pawl_select(cases, 3) == 2, "not d");
    pawl_chan_send(x->e, NULL);
}

static void wait_once(void *arg)
{
    struct duplicate *x = arg;
    pawl_chan_recv(x->c, NULL);
}

// The first one leaves the queue of c, where it was twice, before the second one.
START_TEST(select_duplicate_channel)
{
    for (int i = 0; i < 20; i++) {
        struct duplicate x = {pawl_chan_make(0, 0), pawl_chan_make(0, 0), pawl_chan_make(0, 0)};
        struct agents a = {.kind = (enum agents_kind)_i};
        agents_start(&a, wait_twice, &x);
        pawl_go_sleep(PAWL_MILLISECOND);
        agents_start(&a, wait_once, &x);
        pawl_go_sleep(PAWL_MILLISECOND);
        pawl_chan_send(x.d, NULL);
        pawl_chan_recv(x.e, NULL);
        pawl_chan_send(x.c, NULL);
        agents_join(&a);
        pawl_chan_free(x.c);
        pawl_chan_free(x.d);
        pawl_chan_free(x.e);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {self_select, AGENTS_KINDS},
        {select_stress, AGENTS_KINDS},
        {select_fairness, AGENTS_KINDS},
        {pseudo_random_send, AGENTS_KINDS},
        {select_duplicate_channel, AGENTS_KINDS},
    };
    return suite_run("go_select", tests, TEST_COUNT(tests));
}
