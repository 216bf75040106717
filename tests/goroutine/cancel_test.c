// cancel_test.c - nothing here is a cancellation point: a thread that was cancelled goes on.
// SPDX-License-Identifier: MIT
#include "goroutine/gate.h"
#include "support/child.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static int files[2];
static pawl_mutex mu;
static pawl_chan *channel;
static atomic_int got;
static pawl_waitgroup wg;

static void poll_for_ever(void *arg)
{
    (void)arg;
    pawl_go_wait_fd(files[0], PAWL_GO_READ, PAWL_NEVER);
}

static void lock_once(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    atomic_store(&got, 1);
    pawl_mutex_unlock(&mu);
}

static void receive_once(void *arg)
{
    (void)arg;
    pawl_chan_recv(channel, NULL);
    atomic_store(&got, 1);
}

static void unlock(void)
{
    pawl_mutex_unlock(&mu);
}

static void send(void)
{
    pawl_chan_send(channel, NULL);
}

static void sleep_a_moment(void)
{
    pawl_go_sleep(PAWL_MILLISECOND);
}

static void wait_for_file(void)
{
    pawl_go_wait_fd(files[0], PAWL_GO_READ, pawl_now() + PAWL_MILLISECOND);
}

struct act {
    void (*act)(void);
    pawl_go_fn *beside; // a goroutine that it lets go
    bool returned;
};

static void *cancelled(void *arg)
{
    struct act *a = arg;
    pthread_cancel(pthread_self());
    a->act();
    a->returned = true;
    return NULL;
}

// One worker, asleep in the poller: who wakes it has to tell it by a file.
START_TEST(it_goes_on)
{
    static struct act acts[] = {
        {unlock, lock_once, false},
        {send, receive_once, false},
        {sleep_a_moment, NULL, false},
        {wait_for_file, NULL, false},
    };
    struct act *a = &acts[_i];
    pthread_t thread;
    setenv("PAWL_PROCS", "1", 1);
    ck_assert_int_eq(pipe(files), 0);
    channel = pawl_chan_make(0, 0);
    pawl_mutex_lock(&mu);
    pawl_go(poll_for_ever, NULL);
    if (a->beside)
        pawl_waitgroup_go(&wg, a->beside, NULL);
    pawl_go_sleep(50 * PAWL_MILLISECOND);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancelled, a), 0);
    pthread_join(thread, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert(a->returned);
    ck_assert_int_eq(atomic_load(&got), a->beside != NULL);
    pawl_waitgroup_go(&wg, nothing, NULL);
    pawl_waitgroup_wait(&wg);
}
END_TEST

static void end_thread(void *arg)
{
    (void)arg;
    pthread_exit(NULL);
}

static void a_goroutine_ends_its_thread(void)
{
    pawl_waitgroup_go(&wg, end_thread, NULL);
    pawl_waitgroup_wait(&wg);
}

// It must not do that.
START_TEST(it_is_no_thread)
{
    expect_fatal("pthread_exit", a_goroutine_ends_its_thread,
                 "pawl: pthread_exit was called in a goroutine");
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {it_goes_on, 4},
        {it_is_no_thread, 0}, // a sanitizer ends its own account of the thread first
    };
    size_t n = TEST_COUNT(tests);
    return suite_run("cancel", tests, UNDER_ASAN || UNDER_TSAN ? n - 1 : n);
}
