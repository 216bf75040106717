// go_select_programs_test.c - programs of Go's test/chan: select, select4 to 7, sendstmt, zerosize.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>

static pawl_chan *ints(size_t cap)
{
    return pawl_chan_make(sizeof(int), cap);
}

// ---- select -------------------------------------------------------------------------------------

// Sends on each once, as long as it can be done at once.
static int send_both(pawl_chan *a, pawl_chan *b, unsigned *shift)
{
    int sent = 0;
    for (;; sent++) {
        unsigned value = 1u << (*shift)++;
        struct pawl_case cases[] = {PAWL_CASE_SEND(a, &value), PAWL_CASE_SEND(b, &value)};
        int chosen = pawl_select_try(cases, 2);
        if (chosen < 0)
            return sent;
        *(chosen == 0 ? &a : &b) = NULL;
    }
}

START_TEST(cases_switched_off)
{
    unsigned shift = 0, x = 0, y = 0;
    pawl_chan *a = ints(1), *b = ints(1);
    ck_assert_int_eq(send_both(a, b, &shift), 2);
    pawl_chan_recv(a, &x);
    pawl_chan_recv(b, &y);
    ck_assert_uint_eq(x | y, 3);
    ck_assert_int_eq(send_both(a, NULL, &shift), 1);
    ck_assert_uint_eq(shift, 5);
    pawl_chan_free(a);
    pawl_chan_free(b);
}
END_TEST

// ---- select6 ------------------------------------------------------------------------------------

struct six {
    pawl_chan *c1, *c2, *c3;
};

static void six_recv(void *arg)
{
    pawl_chan_recv(((struct six *)arg)->c1, NULL);
}

static void six_select(void *arg)
{
    struct six *s = arg;
    struct pawl_case cases[] = {PAWL_CASE_RECV(s->c1, NULL), PAWL_CASE_RECV(s->c2, NULL)};
    EXPECT(pawl_select(cases, 2) == 1, "nothing was sent on c1");
    pawl_chan_send(s->c3, NULL);
    pawl_chan_recv(s->c1, NULL);
}

static void six_send(void *arg)
{
    pawl_chan_send(((struct six *)arg)->c2, NULL);
}

// A select that leaves the middle of a queue leaves it whole.
START_TEST(select6)
{
    for (int i = 0; i < SCALED(100); i++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        struct six s = {pawl_chan_make(0, 0), pawl_chan_make(0, 0), pawl_chan_make(0, 0)};
        agents_start(&a, six_recv, &s);
        agents_start(&a, six_select, &s);
        agents_start(&a, six_send, &s);
        pawl_chan_recv(s.c3, NULL);
        pawl_chan_send(s.c1, NULL);
        pawl_chan_send(s.c1, NULL);
        agents_join(&a);
        pawl_chan_free(s.c1);
        pawl_chan_free(s.c2);
        pawl_chan_free(s.c3);
    }
}
END_TEST

// ---- select7 ------------------------------------------------------------------------------------

struct seven {
    pawl_chan *c, *idle[2];
    int how;
};

// Each is a way to do the same: alone, in a select of one, in a select of two.
static void seven_do(struct seven *s, bool sends, int how)
{
    int n = 7, got = 0;
    struct pawl_case cases[2] = {
        {.chan = s->c, .recv = &got, .send = &n, .sends = sends},
        {.chan = s->idle[sends], .recv = &got, .send = &n, .sends = sends}};
    if (how == 0 && sends)
        pawl_chan_send(s->c, &n);
    else if (how == 0)
        pawl_chan_recv(s->c, &got);
    else
        EXPECT(pawl_select(cases, how) == 0, "the idle one was chosen");
    EXPECT(sends || got == 7, "received %d", got);
}

static void seven_recv(void *arg)
{
    struct seven *s = arg;
    seven_do(s, false, s->how);
}

START_TEST(select7)
{
    for (int i = 0; i < 9 * SCALED(30); i++) {
        struct agents a = {.kind = (enum agents_kind)_i};
        struct seven s = {ints(0), {ints(0), ints(0)}, i / 3 % 3};
        agents_start(&a, seven_recv, &s);
        agents_yield();
        seven_do(&s, true, i % 3);
        agents_join(&a);
        pawl_chan_free(s.c);
        pawl_chan_free(s.idle[0]);
        pawl_chan_free(s.idle[1]);
    }
}
END_TEST

// ---- select4, sendstmt, zerosize ----------------------------------------------------------------

// What a case receives goes where it says, and nowhere else.
START_TEST(select4)
{
    pawl_chan *c = ints(1), *idle = ints(0);
    struct {
        int a;
    } x = {0};
    int untouched = 7, n = 42;
    pawl_chan_send(c, &n);
    struct pawl_case cases[] = {PAWL_CASE_RECV(idle, &untouched), PAWL_CASE_RECV(c, &x.a)};
    ck_assert_int_eq(pawl_select(cases, 2), 1);
    ck_assert_int_eq(x.a, 42);
    ck_assert_int_eq(untouched, 7);
    pawl_chan_free(c);
    pawl_chan_free(idle);
}
END_TEST

// Channels are elements, too.
START_TEST(sendstmt)
{
    pawl_chan *cc = pawl_chan_make(sizeof(pawl_chan *), 1), *c = ints(1), *got = NULL;
    int n = 2, m = 0;
    pawl_chan_send(cc, &c);
    ck_assert(pawl_chan_recv(cc, &got));
    ck_assert_int_eq(pawl_chan_trysend(got, &n), 0);
    ck_assert(pawl_chan_recv(c, &m));
    ck_assert_int_eq(m, 2);
    pawl_chan_free(c);
    pawl_chan_free(cc);
}
END_TEST

START_TEST(zerosize)
{
    for (size_t cap = 0; cap < 3; cap++) {
        pawl_chan *c = pawl_chan_make(0, cap);
        for (size_t i = 0; i < cap; i++)
            ck_assert_int_eq(pawl_chan_trysend(c, NULL), 0);
        ck_assert_int_eq(pawl_chan_trysend(c, NULL), PAWL_EAGAIN);
        ck_assert_uint_eq(pawl_chan_len(c), cap);
        for (size_t i = 0; i < cap; i++)
            ck_assert_int_eq(pawl_chan_tryrecv(c, NULL), 0);
        ck_assert_int_eq(pawl_chan_tryrecv(c, NULL), PAWL_EAGAIN);
        pawl_chan_free(c);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {cases_switched_off, 0}, {select6, AGENTS_KINDS}, {select7, AGENTS_KINDS}, {select4, 0},
        {sendstmt, 0},           {zerosize, 0},
    };
    return suite_run("go_select_programs", tests, TEST_COUNT(tests));
}
