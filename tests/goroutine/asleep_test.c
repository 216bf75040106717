// asleep_test.c - "all goroutines are asleep": said if it is certain, and else not.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/suite.h"

#include <pawl.h>
#include <pthread.h>
#include <signal.h>

static pawl_chan *nobody_sends;
static pawl_waitgroup wg;

static void wait_for_ever(void *arg)
{
    (void)arg;
    pawl_chan_recv(nobody_sends, NULL);
}

static void start_two(void)
{
    // Check's.
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
    struct pawl_go_attr attr = {.name = "serve"};
    nobody_sends = pawl_chan_make(0, 0);
    pawl_waitgroup_add(&wg, 1);
    pawl_go(wait_for_ever, NULL);
    ck_assert_int_eq(pawl_go_with(&attr, wait_for_ever, NULL), 0);
}

static void *join_them(void *arg)
{
    pawl_waitgroup_wait(&wg);
    return arg;
}

static void all_asleep(void)
{
    start_two();
    pawl_waitgroup_wait(&wg);
}

// Another thread waits, too.
static void threads_asleep(void)
{
    pthread_t thread;
    start_two();
    pthread_create(&thread, NULL, join_them, NULL);
    pawl_waitgroup_wait(&wg);
}

static void from_no_channel(void)
{
    pawl_waitgroup running = {0};
    start_two();
    nobody_sends = NULL;
    pawl_waitgroup_go(&running, wait_for_ever, NULL);
    pawl_waitgroup_wait(&running);
}

// Longer than the monitor takes to be certain, several times. A child that lives on says so.
static void long_enough(void)
{
    struct timespec ts = {0, 600000000};
    nanosleep(&ts, NULL);
}

// The goroutines have waited for long when the last thread begins to.
static void main_comes_late(void)
{
    start_two();
    long_enough();
    pawl_waitgroup_wait(&wg);
}

static pawl_mutex never_free;

static void *end_late(void *arg)
{
    pawl_mutex_lock_until(&never_free, pawl_now() + PAWL_MILLISECOND); // it has waited once
    long_enough();
    return arg;
}

// The last thread that was awake ends.
static void a_thread_ends_late(void)
{
    pthread_t thread;
    start_two();
    pawl_mutex_lock(&never_free);
    pthread_create(&thread, NULL, end_late, NULL);
    pawl_waitgroup_wait(&wg);
}

START_TEST(certain)
{
    struct ending e = child_run(all_asleep);
    ck_assert_msg(strstr(e.said, "goroutine 1 waits for the channel at 0x") != NULL, "%s", e.said);
    ck_assert_msg(strstr(e.said, "goroutine 2 (serve) waits for the channel at 0x") != NULL, "%s",
                  e.said);
    ck_assert_msg(strstr(e.said, "threads that wait, too: 1\n") != NULL, "%s", e.said);
    expect_fatal("all", all_asleep, "all goroutines are asleep - deadlock!");
    expect_fatal("threads, too", threads_asleep, "all goroutines are asleep - deadlock!");
    expect_fatal("NULL", from_no_channel, "all goroutines are asleep - deadlock!");
    expect_fatal("late", main_comes_late, "all goroutines are asleep - deadlock!");
    expect_fatal("ends", a_thread_ends_late, "all goroutines are asleep - deadlock!");
}
END_TEST

static void a_thread_sleeps(void)
{
    start_two();
    long_enough();
}

static void a_deadline(void)
{
    start_two();
    pawl_waitgroup_wait_until(&wg, pawl_now() + PAWL_SECOND);
}

// What a handler may do: here it ends the process well.
static void live_on(int sig)
{
    (void)sig;
    static const char survived[] = "test completed\n";
    _exit(write(STDOUT_FILENO, survived, sizeof survived - 1) < 0);
}

static void a_handler(void)
{
    start_two();
    signal(SIGALRM, live_on);
    alarm(1);
    pawl_waitgroup_wait(&wg);
}

static void sleeps(void *arg)
{
    (void)arg;
    pawl_go_sleep(PAWL_SECOND);
    pawl_waitgroup_done(&wg);
}

static void a_goroutine_sleeps(void)
{
    start_two();
    pawl_go(sleeps, NULL);
    pawl_waitgroup_wait(&wg);
}

static void reads(void *arg)
{
    int *fds = arg;
    pawl_go_wait_fd(fds[0], PAWL_GO_READ, PAWL_NEVER);
    pawl_waitgroup_done(&wg);
}

static void *write_later(void *arg)
{
    int *fds = arg;
    long_enough();
    if (write(fds[1], "x", 1) != 1)
        abort();
    return NULL;
}

static void a_file(void)
{
    static int fds[2];
    pthread_t thread;
    start_two();
    if (pipe(fds) != 0)
        abort();
    pawl_go(reads, fds);
    pthread_create(&thread, NULL, write_later, fds);
    pawl_waitgroup_wait(&wg);
    pthread_join(thread, NULL);
}

static void blocks(void *arg)
{
    (void)arg;
    pawl_go_blocking_begin();
    long_enough();
    pawl_go_blocking_end();
    pawl_waitgroup_done(&wg);
}

static void a_blocking_section(void)
{
    start_two();
    pawl_go(blocks, NULL);
    pawl_waitgroup_wait(&wg);
}

static void nothing(void *arg)
{
    (void)arg;
}

static void nothing_to_do(void)
{
    pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
    long_enough();
}

START_TEST(not_certain)
{
    static void (*const runs[])(void) = {a_thread_sleeps,    a_deadline, a_handler,
                                         a_goroutine_sleeps, a_file,     a_blocking_section,
                                         nothing_to_do};
    struct ending e = child_run(runs[_i]);
    ck_assert_msg(e.status == 0 && strcmp(e.said, "test completed\n") == 0, "%d: %#x: %s", _i,
                  (unsigned)e.status, e.said);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {certain, 0},
        {not_certain, 7},
    };
    return suite_run("asleep", tests, TEST_COUNT(tests));
}
