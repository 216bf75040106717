// select_test.c - select: one of several, at random, once; with default, deadlines, NULL cases.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/child.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

START_TEST(default_and_null_cases)
{
    pawl_chan *c = pawl_chan_make(sizeof(int), 1);
    int n = 3, got = 0;
    struct pawl_case recv[] = {PAWL_CASE_RECV(NULL, &got), PAWL_CASE_RECV(c, &got)};
    ck_assert_int_eq(pawl_select_try(recv, 2), -1);
    ck_assert_int_eq(pawl_select_try(recv, 0), -1);
    ck_assert_int_eq(pawl_select_try(recv, 1), -1);
    int64_t deadline = pawl_now() + 2 * PAWL_MILLISECOND;
    ck_assert_int_eq(pawl_select_until(recv, 1, deadline), -1);
    ck_assert_int_ge(pawl_now(), deadline);
    deadline = pawl_now() + 2 * PAWL_MILLISECOND;
    ck_assert_int_eq(pawl_select_until(recv, 2, deadline), -1);
    ck_assert_int_ge(pawl_now(), deadline);
    struct pawl_case send[] = {PAWL_CASE_SEND(NULL, &n), PAWL_CASE_SEND(c, &n)};
    ck_assert_int_eq(pawl_select_try(send, 2), 1);
    ck_assert_int_eq(pawl_select_try(send, 2), -1);
    ck_assert_int_eq(pawl_select(recv, 2), 1);
    ck_assert_int_eq(recv[1].err, 0);
    ck_assert_int_eq(got, 3);
    pawl_chan_close(c);
    ck_assert_int_eq(pawl_select(recv, 2), 1);
    ck_assert_int_eq(recv[1].err, PAWL_ECLOSED);
    ck_assert_int_eq(got, 0);
    ck_assert_int_eq(pawl_select_try(send, 2), 1);
    ck_assert_int_eq(send[1].err, PAWL_ECLOSED);
    pawl_chan_free(c);
}
END_TEST

static void send_on_closed(void)
{
    pawl_chan *c = pawl_chan_make(1, 1);
    pawl_chan_close(c);
    struct pawl_case cases[] = {PAWL_CASE_SEND(c, "x")};
    pawl_select(cases, 1);
}

static void too_many(void)
{
    static struct pawl_case cases[65537];
    pawl_select_until(cases, 65537, 0);
}

START_TEST(mistakes_are_fatal)
{
    expect_fatal("select", send_on_closed, "send on closed channel");
    expect_fatal("too many", too_many, "pawl: too many select cases");
}
END_TEST

// Ready at once: each of the cases comes about as often. 400 of 4000 is 26 standard deviations off.
START_TEST(all_that_are_ready_are_as_likely)
{
    enum { CASES = 5, ROUNDS = 4000 };
    pawl_chan *c[CASES];
    struct pawl_case cases[CASES];
    int times[CASES] = {0}, got;
    for (int i = 0; i < CASES; i++) {
        c[i] = pawl_chan_make(sizeof(int), 1);
        pawl_chan_send(c[i], &i);
        cases[i] = (struct pawl_case)PAWL_CASE_RECV(c[i], &got);
    }
    for (int i = 0; i < ROUNDS; i++) {
        int chosen = pawl_select(cases, CASES);
        ck_assert_int_eq(got, chosen);
        times[chosen]++;
        pawl_chan_send(c[chosen], &chosen);
    }
    for (int i = 0; i < CASES; i++) {
        ck_assert_int_gt(times[i], ROUNDS / 10);
        pawl_chan_free(c[i]);
    }
}
END_TEST

struct twice {
    pawl_chan *c;
    int times[2];
};

static void select_same(void *arg)
{
    struct twice *t = arg;
    int got;
    for (int i = 0; i < 1000; i++) {
        struct pawl_case cases[] = {PAWL_CASE_RECV(t->c, &got), PAWL_CASE_RECV(t->c, &got)};
        t->times[pawl_select(cases, 2)]++;
    }
}

static void send_slowly(void *arg)
{
    struct twice *t = arg;
    for (int i = 0; i < 1000; i++) {
        agents_yield(); // so that the select sleeps
        pawl_chan_send(t->c, &i);
    }
}

START_TEST(one_channel_in_two_cases)
{
    struct twice t = {.c = pawl_chan_make(sizeof(int), 0)};
    struct agents a = {.kind = (enum agents_kind)_i};
    agents_start(&a, select_same, &t);
    agents_start(&a, send_slowly, &t);
    agents_join(&a);
    ck_assert_int_eq(t.times[0] + t.times[1], 1000);
    ck_assert_int_gt(t.times[0], 200);
    ck_assert_int_gt(t.times[1], 200);
    pawl_chan_free(t.c);
}
END_TEST

// Four agents on four channels send and receive by select, both kinds of cases in each: what is
// sent is received, once.
enum { CHANNELS = 4, TURNS = SCALED(2000) };

struct stress {
    pawl_chan *c[CHANNELS];
    atomic_long sent, received;
};

static void both_ways(void *arg)
{
    struct stress *s = arg;
    int out = 1, in;
    for (int i = 0; i < TURNS; i++) {
        struct pawl_case cases[2 * CHANNELS];
        for (int j = 0; j < CHANNELS; j++) {
            cases[2 * j] = (struct pawl_case)PAWL_CASE_SEND(s->c[j], &out);
            cases[2 * j + 1] = (struct pawl_case)PAWL_CASE_RECV(s->c[(j + i) % CHANNELS], &in);
        }
        int chosen = pawl_select_until(cases, 2 * CHANNELS, pawl_now() + i % 11 * 3000);
        if (chosen >= 0 && cases[chosen].sends)
            s->sent++;
        else if (chosen >= 0)
            s->received += in;
        if (i % 32 == 0)
            agents_yield();
    }
}

START_TEST(nothing_is_lost_or_doubled)
{
    for (size_t cap = 0; cap < 2; cap++) {
        struct stress s = {.sent = 0};
        struct agents a = {.kind = (enum agents_kind)_i};
        for (int i = 0; i < CHANNELS; i++)
            s.c[i] = pawl_chan_make(sizeof(int), cap);
        for (int i = 0; i < 4; i++)
            agents_start(&a, both_ways, &s);
        agents_join(&a);
        long left = 0;
        for (int i = 0; i < CHANNELS; i++) {
            left += (long)pawl_chan_len(s.c[i]);
            pawl_chan_free(s.c[i]);
        }
        ck_assert_int_eq(s.sent, s.received + left);
    }
}
END_TEST

// More cases than fit on the stack, all of one channel but one.
START_TEST(many_cases)
{
    enum { MANY = 1000 };
    static struct pawl_case cases[MANY];
    pawl_chan *idle = pawl_chan_make(1, 0), *busy = pawl_chan_make(sizeof(int), 1);
    int n = 5, got = 0;
    for (int i = 0; i < MANY; i++)
        cases[i] = (struct pawl_case)PAWL_CASE_RECV(i % 3 == 0 ? NULL : idle, NULL);
    ck_assert_int_eq(pawl_select_until(cases, MANY, pawl_now() + PAWL_MILLISECOND), -1);
    cases[777] = (struct pawl_case)PAWL_CASE_RECV(busy, &got);
    pawl_chan_send(busy, &n);
    ck_assert_int_eq(pawl_select(cases, MANY), 777);
    ck_assert_int_eq(got, 5);
    pawl_chan_free(idle);
    pawl_chan_free(busy);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {default_and_null_cases, 0},
        {mistakes_are_fatal, 0},
        {all_that_are_ready_are_as_likely, 0},
        {one_channel_in_two_cases, AGENTS_KINDS},
        {nothing_is_lost_or_doubled, AGENTS_KINDS},
        {many_cases, 0},
    };
    return suite_run("select", tests, TEST_COUNT(tests));
}
