// chan_watch_test.c - what channels tell the watcher: who sleeps, at which, and with a deadline?
// SPDX-License-Identifier: MIT
#include "support/suite.h"

#include <pawl.h>
#include <string.h>

// Of the test's own thread only, which is the only one that waits.
static struct pawl_event diary[16];
static size_t events;

static void see(void *arg, const struct pawl_event *event)
{
    (void)arg;
    if (pawl_go_self() == 0 && events < sizeof diary / sizeof diary[0])
        diary[events++] = *event;
}

static const struct pawl_watcher watcher = {PAWL_ON_WAIT_BEGIN | PAWL_ON_WAIT_END, see, NULL};

static void begin(void)
{
    ck_assert_int_eq(pawl_watch(&watcher), 0);
}

// Expects one wait, for what.
static void expect_wait(const void *what, bool tries)
{
    ck_assert_uint_eq(events, 2);
    ck_assert_uint_eq(diary[0].what, PAWL_ON_WAIT_BEGIN);
    ck_assert_uint_eq(diary[1].what, PAWL_ON_WAIT_END);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(diary[i].kind, PAWL_KIND_CHANNEL);
        ck_assert_ptr_eq(diary[i].lock, what);
    }
    ck_assert(diary[0].tries == tries);
    events = 0;
}

static void send_later(void *arg)
{
    pawl_go_sleep(PAWL_MILLISECOND);
    while (pawl_chan_trysend(arg, "x") != 0)
        pawl_go_sleep(PAWL_MILLISECOND);
}

START_TEST(a_wait)
{
    pawl_chan *c = pawl_chan_make(1, 0);
    begin();
    pawl_go(send_later, c);
    ck_assert(pawl_chan_recv(c, NULL));
    expect_wait(c, false);
    ck_assert_int_eq(pawl_chan_recv_until(c, NULL, pawl_now() + 1000), PAWL_ETIMEDOUT);
    expect_wait(c, true);
    pawl_unwatch(&watcher);
    pawl_chan_free(c);
}
END_TEST

START_TEST(a_select)
{
    pawl_chan *c = pawl_chan_make(1, 0);
    begin();
    struct pawl_case cases[] = {PAWL_CASE_RECV(c, NULL), PAWL_CASE_SEND(c, "x")};
    ck_assert_int_eq(pawl_select_until(cases, 2, pawl_now() + 1000), -1);
    expect_wait(c, true);
    pawl_unwatch(&watcher);
    pawl_chan_free(c);
}
END_TEST

START_TEST(a_null_channel)
{
    begin();
    ck_assert_int_eq(pawl_chan_recv_until(NULL, NULL, pawl_now() + 1000), PAWL_ETIMEDOUT);
    expect_wait(NULL, true);
    pawl_unwatch(&watcher);
}
END_TEST

START_TEST(no_wait)
{
    pawl_chan *c = pawl_chan_make(1, 1);
    struct pawl_case cases[] = {PAWL_CASE_RECV(c, NULL), PAWL_CASE_SEND(c, "x")};
    begin();
    pawl_chan_send(c, "x");
    ck_assert_int_eq(pawl_chan_trysend(c, "x"), PAWL_EAGAIN);
    pawl_chan_recv(c, NULL);
    pawl_select(cases, 2);
    ck_assert_uint_eq(events, 0);
    pawl_unwatch(&watcher);
    pawl_chan_free(c);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_wait, 0},
        {a_select, 0},
        {a_null_channel, 0},
        {no_wait, 0},
    };
    return suite_run("chan_watch", tests, TEST_COUNT(tests));
}
