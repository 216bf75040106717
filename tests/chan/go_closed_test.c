// go_closed_test.c - Go's closedchan: three ways to use a closed channel do the same.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/suite.h"

#include <pawl.h>

static pawl_chan *c, *idle;

// A way to send and to receive, alone, in a select of one case, or of two. Those that may not wait
// return PAWL_EAGAIN.
struct way {
    const char *name;
    void (*send)(int n);
    int (*trysend)(int n);
    int (*recv)(int *n);
    int (*tryrecv)(int *n);
};

static void direct_send(int n)
{
    pawl_chan_send(c, &n);
}

static int direct_trysend(int n)
{
    return pawl_chan_trysend(c, &n);
}

static int direct_recv(int *n)
{
    return pawl_chan_recv(c, n) ? 0 : PAWL_ECLOSED;
}

static int direct_tryrecv(int *n)
{
    return pawl_chan_tryrecv(c, n);
}

// Both selects, with the idle case before the other one.
static int select_in(struct pawl_case k, int n, bool waits)
{
    struct pawl_case cases[2] = {PAWL_CASE_RECV(idle, NULL), k};
    struct pawl_case *from = &cases[2 - n];
    int chosen = waits ? pawl_select(from, n) : pawl_select_try(from, n);
    if (chosen < 0)
        return PAWL_EAGAIN;
    EXPECT(chosen == n - 1, "the idle one was chosen");
    return from[chosen].err;
}

static void one_send(int n)
{
    select_in((struct pawl_case)PAWL_CASE_SEND(c, &n), 1, true);
}

static int one_trysend(int n)
{
    return select_in((struct pawl_case)PAWL_CASE_SEND(c, &n), 1, false);
}

static int one_recv(int *n)
{
    return select_in((struct pawl_case)PAWL_CASE_RECV(c, n), 1, true);
}

static int one_tryrecv(int *n)
{
    return select_in((struct pawl_case)PAWL_CASE_RECV(c, n), 1, false);
}

static void two_send(int n)
{
    select_in((struct pawl_case)PAWL_CASE_SEND(c, &n), 2, true);
}

static int two_trysend(int n)
{
    return select_in((struct pawl_case)PAWL_CASE_SEND(c, &n), 2, false);
}

static int two_recv(int *n)
{
    return select_in((struct pawl_case)PAWL_CASE_RECV(c, n), 2, true);
}

static int two_tryrecv(int *n)
{
    return select_in((struct pawl_case)PAWL_CASE_RECV(c, n), 2, false);
}

static const struct way ways[] = {
    {"alone", direct_send, direct_trysend, direct_recv, direct_tryrecv},
    {"select of one", one_send, one_trysend, one_recv, one_tryrecv},
    {"select of two", two_send, two_trysend, two_recv, two_tryrecv},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

static const struct way *way; // of the child

static void send_two(void)
{
    way->send(2);
}

// Closed and empty: zeros, at once, as often as one likes; what is sent is not received.
static void expect_closed(const struct way *w)
{
    for (int i = 0; i < 3; i++) {
        int n = 7;
        ck_assert_msg(w->recv(&n) == PAWL_ECLOSED && n == 0, "%s: recv gave %d", w->name, n);
        n = 7;
        ck_assert_msg(w->tryrecv(&n) == PAWL_ECLOSED && n == 0, "%s: tryrecv %d", w->name, n);
        ck_assert_msg(w->trysend(1) == PAWL_ECLOSED, "%s: trysend", w->name);
    }
    way = w;
    expect_fatal(w->name, send_two, "send on closed channel");
}

START_TEST(closed_unbuffered)
{
    idle = pawl_chan_make(sizeof(int), 0);
    c = pawl_chan_make(sizeof(int), 0);
    pawl_chan_close(c);
    expect_closed(&ways[_i]);
    pawl_chan_free(c);
    pawl_chan_free(idle);
}
END_TEST

// The last element comes first, by recv or by tryrecv.
START_TEST(closed_buffered)
{
    const struct way *w = &ways[_i / 2];
    int n = 0;
    idle = pawl_chan_make(sizeof(int), 0);
    c = pawl_chan_make(sizeof(int), 2);
    w->send(1);
    pawl_chan_close(c);
    ck_assert_int_eq(_i % 2 ? w->recv(&n) : w->tryrecv(&n), 0);
    ck_assert_int_eq(n, 1);
    expect_closed(w);
    pawl_chan_free(c);
    pawl_chan_free(idle);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {closed_unbuffered, WAYS},
        {closed_buffered, 2 * WAYS},
    };
    return suite_run("go_closed", tests, TEST_COUNT(tests));
}
