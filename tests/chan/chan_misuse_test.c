// chan_misuse_test.c - what is done wrong with channels ends the process, and says what it was.
// SPDX-License-Identifier: MIT
#include "chan/chan.h"
#include "support/child.h"
#include "support/suite.h"

#include <pawl.h>

static void send_last(void *arg)
{
    int n = 1;
    pawl_chan_send(arg, &n);
}

static void send_on_closed(void)
{
    pawl_chan *c = pawl_chan_make(1, 1);
    pawl_chan_close(c);
    pawl_chan_send(c, "x");
}

static void close_twice(void)
{
    pawl_chan *c = pawl_chan_make(1, 1);
    pawl_chan_close(c);
    pawl_chan_close(c);
}

static void close_null(void)
{
    pawl_chan_close(NULL);
}

static void make_too_large(void)
{
    pawl_chan_make(SIZE_MAX / 4, 8);
}

// Looks inside: has the sender come?
static bool nobody_waits(pawl_chan *c)
{
    return pawl_chan_looks_empty_(c);
}

static void free_waited_for(void)
{
    pawl_chan *c = pawl_chan_make(1, 0);
    pawl_go(send_last, c);
    while (nobody_waits(c))
        pawl_go_sleep(PAWL_MILLISECOND);
    pawl_chan_free(c);
}

static void closer(void *arg)
{
    pawl_go_sleep(5 * PAWL_MILLISECOND);
    pawl_chan_close(arg);
}

static void closed_while_it_waits(void)
{
    pawl_chan *c = pawl_chan_make(1, 0);
    pawl_go(closer, c);
    pawl_chan_send(c, "x");
}

static void tick_of_nothing(void)
{
    pawl_tick(0);
}

static void reset_to_nothing(void)
{
    pawl_timer_reset(pawl_tick(1), 0);
}

static void stop_no_timer(void)
{
    pawl_timer_stop(pawl_chan_make(sizeof(int64_t), 1));
}

static void send_on_timer(void)
{
    int64_t n = 0;
    pawl_chan_send(pawl_after(0), &n);
}

START_TEST(mistakes_are_fatal)
{
    expect_fatal("send", send_on_closed, "send on closed channel");
    expect_fatal("waiting send", closed_while_it_waits, "send on closed channel");
    expect_fatal("close", close_twice, "close of closed channel");
    expect_fatal("close NULL", close_null, "close of nil channel");
    expect_fatal("make", make_too_large, "makechan: size out of range");
    expect_fatal("free", free_waited_for, "pawl: free of a channel that is waited for");
    expect_fatal("tick", tick_of_nothing, "non-positive interval for NewTicker");
    expect_fatal("reset", reset_to_nothing, "non-positive interval for Ticker.Reset");
    expect_fatal("stop", stop_no_timer, "pawl: a channel that is no timer is stopped or reset");
    expect_fatal("send on a timer", send_on_timer, "pawl: send on a timer's channel");
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{mistakes_are_fatal, 0}};
    return suite_run("chan_misuse", tests, TEST_COUNT(tests));
}
