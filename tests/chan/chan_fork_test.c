// chan_fork_test.c - channels and timers in a forked child.
// SPDX-License-Identifier: MIT
#include "goroutine/gate.h"
#include "support/suite.h"

#include <sys/wait.h>
#include <unistd.h>

static pawl_chan *buffered, *waited_for;
static pawl_waitgroup running;

static void send_two(void *arg)
{
    for (int i = 1; i <= 2; i++)
        pawl_chan_send(arg, &i);
}

static void wait_there(void *arg)
{
    int got;
    EXPECT(pawl_chan_recv(arg, &got) && got == 7, "got %d", got);
}

// What a child may use: channels that nobody used when it was forked, with what is in them, and
// those that it makes.
static int use_channels(void)
{
    int got = 0, sum = 0;
    alarm(20);
    if (pawl_chan_len(buffered) != 1 || !pawl_chan_recv(buffered, &got) || got != 5)
        return 1;
    pawl_chan *own = pawl_chan_make(sizeof(int), 0);
    pawl_go(send_two, own);
    pawl_go(send_two, buffered);
    for (int i = 0; i < 2; i++) {
        pawl_chan_recv(own, &got);
        sum += got;
        pawl_chan_recv(buffered, &got);
        sum += got;
    }
    return sum == 6 ? 0 : 2;
}

static int use_timers(void)
{
    alarm(20);
    pawl_chan *timer = pawl_after(PAWL_MILLISECOND);
    if (!pawl_chan_recv(timer, NULL))
        return 3;
    pawl_chan_free(timer);
    pawl_chan *own = pawl_chan_make(sizeof(int), 0);
    int got;
    return pawl_chan_recv_until(own, &got, pawl_now() + PAWL_MILLISECOND) == PAWL_ETIMEDOUT ? 0 : 4;
}

static void expect_child(int (*life)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(life());
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(status == 0, "the child: %#x", (unsigned)status);
}

START_TEST(channels_of_a_child)
{
    int five = 5, seven = 7;
    buffered = pawl_chan_make(sizeof(int), 3);
    waited_for = pawl_chan_make(sizeof(int), 0);
    pawl_chan_send(buffered, &five);
    for (int i = 0; i < 4; i++)
        pawl_waitgroup_go(&running, wait_there, waited_for);
    for (int i = 0; i < 3; i++)
        expect_child(use_channels);
    expect_child(use_timers);
    // The parent's have not noticed anything.
    ck_assert_uint_eq(pawl_chan_len(buffered), 1);
    for (int i = 0; i < 4; i++)
        pawl_chan_send(waited_for, &seven);
    pawl_waitgroup_wait(&running);
    pawl_chan_free(buffered);
    pawl_chan_free(waited_for);
}
END_TEST

// A goroutine of the parent sleeps, and its timer is in the heap: it is not the child's.
static void sleep_and_pass(void *arg)
{
    pawl_go_sleep(20 * PAWL_MILLISECOND);
    atomic_fetch_add(&passed, 1);
    nothing(arg);
}

static int outlive_timers(void)
{
    alarm(20);
    int before = atomic_load(&passed);
    pawl_waitgroup own = {0};
    pawl_waitgroup_go(&own, nothing, NULL);
    pawl_waitgroup_wait(&own);
    pawl_chan *timer = pawl_after(60 * PAWL_MILLISECOND);
    pawl_chan_recv(timer, NULL);
    return atomic_load(&passed) == before ? 0 : 5;
}

START_TEST(timers_of_the_parent)
{
    for (int i = 0; i < 8; i++)
        pawl_waitgroup_go(&running, sleep_and_pass, NULL);
    expect_child(outlive_timers);
    pawl_waitgroup_wait(&running);
    ck_assert_int_eq(atomic_load(&passed), 8);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {channels_of_a_child, 0},
        {timers_of_the_parent, 0},
    };
    return suite_run("chan fork", tests, TEST_COUNT(tests));
}
