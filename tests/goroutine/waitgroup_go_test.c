// waitgroup_go_test.c - pawl_waitgroup_go: Go's TestWaitGroupGo, and who is counted until when.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/suite.h"

#include <pawl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int ran;

static void run(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ran, 1);
}

// ---- Go's TestWaitGroupGo -----------------------------------------------------------------------

START_TEST(test_waitgroup_go)
{
    pawl_waitgroup wg = {0};
    pawl_waitgroup_go(&wg, run, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), 1);
    ck_assert_uint_eq(wg.state, 0);
}
END_TEST

// ---- who is counted, until when -----------------------------------------------------------------

// It is counted before the call returns, and not done before its function has returned.
struct held {
    pawl_mutex mu;
    bool returned;
};

static void hold(void *arg)
{
    struct held *h = arg;
    pawl_mutex_lock(&h->mu);
    pawl_mutex_unlock(&h->mu);
    pawl_go_yield();
    h->returned = true;
}

START_TEST(done_when_it_returns)
{
    pawl_waitgroup wg = {0};
    struct held h = {0};
    pawl_mutex_lock(&h.mu);
    pawl_waitgroup_go(&wg, hold, &h);
    ck_assert_int_eq(pawl_waitgroup_wait_until(&wg, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&h.mu);
    pawl_waitgroup_wait(&wg);
    ck_assert(h.returned); // plain: the wait orders it
}
END_TEST

// Each starts two, counted while it is still counted itself; stacks and all are used again.
static pawl_waitgroup tree_wg;

static void tree(void *arg)
{
    intptr_t depth = (intptr_t)arg;
    atomic_fetch_add(&ran, 1);
    for (int i = 0; i < 2 && depth > 0; i++)
        pawl_waitgroup_go(&tree_wg, tree, (void *)(depth - 1));
}

START_TEST(from_goroutines)
{
    for (int i = 0; i < 4; i++) {
        atomic_store(&ran, 0);
        pawl_waitgroup_go(&tree_wg, tree, (void *)10);
        pawl_waitgroup_wait(&tree_wg);
        ck_assert_int_eq(atomic_load(&ran), (1 << 11) - 1);
        ck_assert_uint_eq(tree_wg.state, 0);
    }
}
END_TEST

// A goroutine that nobody counts, on a stack that one was counted on: it must not be done again.
START_TEST(who_follows_is_not_counted)
{
    pawl_waitgroup wg = {0};
    for (int i = 1; i <= 1000; i++) {
        pawl_waitgroup_go(&wg, run, NULL);
        pawl_waitgroup_wait(&wg);
        pawl_go(run, NULL);
        while (atomic_load(&ran) != 2 * i)
            pawl_go_yield();
    }
    while (pawl_go_count() != 0) // what is done wrongly is done before the end
        pawl_go_yield();
    ck_assert_uint_eq(wg.state, 0);
}
END_TEST

// The group lies on a stack that is gone as soon as the wait has returned.
static void on_a_stack(void *arg)
{
    long parts[4] = {0};
    pawl_waitgroup wg = {0};
    for (int i = 0; i < 4; i++)
        pawl_waitgroup_go(&wg, run, &parts[i]);
    pawl_waitgroup_wait(&wg);
    (void)arg;
}

START_TEST(groups_on_stacks)
{
    pawl_waitgroup wg = {0};
    for (int i = 0; i < 500; i++)
        pawl_waitgroup_go(&wg, on_a_stack, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), 2000);
}
END_TEST

// Counted by hand as well.
static void done_by_hand(void *wg)
{
    run(NULL);
    pawl_waitgroup_done(wg);
}

START_TEST(beside_add_and_done)
{
    pawl_waitgroup wg = {0};
    pawl_waitgroup_add(&wg, 100);
    for (int i = 0; i < 100; i++) {
        pawl_waitgroup_go(&wg, run, NULL);
        pawl_go(done_by_hand, &wg);
    }
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), 200);
}
END_TEST

static void twice(void)
{
    pawl_waitgroup wg = {0};
    pawl_waitgroup_go(&wg, done_by_hand, &wg);
    pause();
}

static void twice_in_a_thread(void)
{
    setenv("PAWL_GO", "threads", 1);
    twice();
}

START_TEST(done_twice)
{
    expect_fatal("goroutine", twice, "sync: negative WaitGroup counter");
    expect_fatal("thread", twice_in_a_thread, "sync: negative WaitGroup counter");
}
END_TEST

// ---- goroutines that are threads ----------------------------------------------------------------

static void end_the_thread(void *arg)
{
    run(arg);
    pthread_exit(NULL);
}

START_TEST(threads)
{
    pawl_waitgroup wg = {0};
    setenv("PAWL_GO", "threads", 1); // read by the first of this process
    for (int i = 0; i < 20; i++)
        pawl_waitgroup_go(&wg, i % 2 == 0 ? run : end_the_thread, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), 20);
    ck_assert_uint_eq(wg.state, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_waitgroup_go, 0}, {done_when_it_returns, 0},
        {from_goroutines, 0},   {who_follows_is_not_counted, 0},
        {groups_on_stacks, 0},  {beside_add_and_done, 0},
        {done_twice, 0},        {threads, 0},
    };
    return suite_run("waitgroup_go", tests, TEST_COUNT(tests));
}
