// chan_timer_test.c - channels that give a moment: after, tick, stop, reset.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>

START_TEST(after_comes_once_and_not_early)
{
    int64_t due = pawl_now() + 2 * PAWL_MILLISECOND, got = 0;
    pawl_chan *c = pawl_after(2 * PAWL_MILLISECOND);
    ck_assert_uint_eq(pawl_chan_cap(c), 1);
    ck_assert(pawl_chan_recv(c, &got));
    ck_assert_int_ge(pawl_now(), due);
    ck_assert_int_ge(got, due);
    ck_assert_int_eq(pawl_chan_tryrecv(c, &got), PAWL_EAGAIN);
    ck_assert_int_eq(pawl_chan_recv_until(c, &got, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(pawl_chan_len(c), 0);
    pawl_chan_free(c);
}
END_TEST

START_TEST(ticks_come_in_order_and_are_dropped_if_late)
{
    int64_t last = 0, got;
    pawl_chan *c = pawl_tick(PAWL_MILLISECOND);
    for (int i = 0; i < 5; i++) {
        ck_assert(pawl_chan_recv(c, &got));
        ck_assert_int_gt(got, last);
        ck_assert_int_ge(pawl_now(), got);
        if (last)
            ck_assert_int_eq((got - last) % PAWL_MILLISECOND, 0);
        last = got;
    }
    pawl_go_sleep(5 * PAWL_MILLISECOND);
    ck_assert_uint_eq(pawl_chan_len(c), 1);
    ck_assert(pawl_chan_recv(c, &got)); // one for all that were due
    ck_assert(pawl_chan_recv(c, &last));
    ck_assert_int_gt(last - got, PAWL_MILLISECOND);
    pawl_chan_free(c);
}
END_TEST

START_TEST(a_stopped_one_gives_nothing)
{
    int64_t got;
    pawl_chan *c = pawl_after(0);
    ck_assert(pawl_timer_stop(c)); // it was due: not any more
    ck_assert(!pawl_timer_stop(c));
    ck_assert_int_eq(pawl_chan_tryrecv(c, &got), PAWL_EAGAIN);
    ck_assert(!pawl_timer_reset(c, 0));
    ck_assert_int_eq(pawl_chan_tryrecv(c, &got), 0);
    pawl_chan_free(c);
}
END_TEST

struct timed {
    pawl_chan *timer, *other;
    atomic_int came;
};

static void wait_for_it(void *arg)
{
    struct timed *t = arg;
    int64_t got;
    struct pawl_case cases[] = {PAWL_CASE_RECV(t->timer, &got), PAWL_CASE_RECV(t->other, NULL)};
    t->came += pawl_select(cases, 2) == 0;
}

// Whoever waits while it is set to another moment waits until that.
START_TEST(reset_while_others_wait)
{
    struct timed t = {.timer = pawl_after(3600 * PAWL_SECOND), .other = pawl_chan_make(0, 0)};
    struct agents a = {.kind = (enum agents_kind)_i};
    for (int i = 0; i < 4; i++)
        agents_start(&a, wait_for_it, &t);
    pawl_go_sleep(2 * PAWL_MILLISECOND);
    pawl_timer_reset(t.timer, 1);
    while (t.came == 0)
        pawl_go_sleep(100 * PAWL_MICROSECOND);
    pawl_go_sleep(PAWL_MILLISECOND);
    ck_assert_int_eq(t.came, 1); // one element, one receiver
    pawl_chan_close(t.other);
    agents_join(&a);
    ck_assert_int_eq(t.came, 1);
    pawl_chan_free(t.timer);
    pawl_chan_free(t.other);
}
END_TEST

START_TEST(closed_it_wakes_who_waits)
{
    struct timed t = {.timer = pawl_tick(3600 * PAWL_SECOND)};
    struct agents a = {.kind = (enum agents_kind)_i};
    agents_start(&a, wait_for_it, &t);
    pawl_go_sleep(PAWL_MILLISECOND);
    pawl_chan_close(t.timer);
    agents_join(&a);
    ck_assert_int_eq(t.came, 1);
    pawl_chan_free(t.timer);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {after_comes_once_and_not_early, 0},       {ticks_come_in_order_and_are_dropped_if_late, 0},
        {a_stopped_one_gives_nothing, 0},          {reset_while_others_wait, AGENTS_KINDS},
        {closed_it_wakes_who_waits, AGENTS_KINDS},
    };
    return suite_run("chan_timer", tests, TEST_COUNT(tests));
}
