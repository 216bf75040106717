// waitgroup_test.c - Go's own tests of sync.WaitGroup with their counts, and what the header adds.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_waitgroup wg, wg2;
static atomic_int exited, count, wrong;

// ---- Go's TestWaitGroup -------------------------------------------------------------------------

#define WORKERS 16

static void *done_and_wait(void *arg)
{
    (void)arg;
    pawl_waitgroup_done(&wg);
    pawl_waitgroup_wait(&wg2);
    atomic_fetch_add(&exited, 1);
    return NULL;
}

START_TEST(test_waitgroup)
{
    for (int i = 0; i < 8; i++) {
        atomic_store(&exited, 0);
        pawl_waitgroup_add(&wg, WORKERS);
        pawl_waitgroup_add(&wg2, WORKERS);
        struct team t = team_start(WORKERS, done_and_wait, NULL);
        pawl_waitgroup_wait(&wg);
        for (int j = 0; j < WORKERS; j++) {
            ck_assert_msg(atomic_load(&exited) == 0, "WaitGroup released group too soon");
            pawl_waitgroup_done(&wg2);
        }
        WAIT_FOR(atomic_load(&exited) == WORKERS);
        team_join(&t);
    }
    ck_assert_uint_eq(wg.state, 0);
    ck_assert_uint_eq(wg2.state, 0);
}
END_TEST

// ---- Go's TestWaitGroupRace ---------------------------------------------------------------------

static long plain[2]; // written by one worker each, read after the wait

static void *count_and_done(void *arg)
{
    *(long *)arg += 1;
    atomic_fetch_add(&count, 1);
    pawl_waitgroup_done(&wg);
    return NULL;
}

START_TEST(test_waitgroup_race)
{
    for (int i = 1; i <= 1000; i++) {
        atomic_store(&count, 0);
        pawl_waitgroup_add(&wg, 1);
        struct team a = team_start(1, count_and_done, &plain[0]);
        pawl_waitgroup_add(&wg, 1);
        struct team b = team_start(1, count_and_done, &plain[1]);
        pawl_waitgroup_wait(&wg);
        EXPECT(atomic_load(&count) == 2, "Spurious wakeup from Wait");
        EXPECT(plain[0] == i && plain[1] == i, "round %d: %ld %ld", i, plain[0], plain[1]);
        team_join(&a);
        team_join(&b);
    }
}
END_TEST

// ---- Go's TestWaitGroupAlign and TestWaitGroupGo ------------------------------------------------

static struct {
    char x;
    pawl_waitgroup wg;
} odd;

static void *odd_done(void *arg)
{
    atomic_fetch_add(&count, 1);
    pawl_waitgroup_done(arg);
    return NULL;
}

START_TEST(test_waitgroup_align)
{
    pawl_waitgroup_add(&odd.wg, 1);
    struct team t = team_start(1, odd_done, &odd.wg);
    pawl_waitgroup_wait(&odd.wg);
    ck_assert_int_eq(atomic_load(&count), 1);
    team_join(&t);
}
END_TEST

// ---- counting -----------------------------------------------------------------------------------

START_TEST(counts_up_and_down)
{
    pawl_waitgroup by_macro = PAWL_WAITGROUP_INIT;
    ck_assert_uint_eq(sizeof(pawl_waitgroup), 4);
    pawl_waitgroup_wait(&by_macro); // nothing to do: returns at once
    pawl_waitgroup_add(&by_macro, 0);
    ck_assert_int_eq(pawl_waitgroup_wait_until(&by_macro, 0), 0);
    pawl_waitgroup_add(&by_macro, 5);
    pawl_waitgroup_add(&by_macro, -3);
    pawl_waitgroup_done(&by_macro);
    ck_assert_int_eq(pawl_waitgroup_wait_until(&by_macro, 0), PAWL_ETIMEDOUT);
    pawl_waitgroup_add(&by_macro, 0);
    pawl_waitgroup_add(&by_macro, -1);
    pawl_waitgroup_wait(&by_macro);
    ck_assert_uint_eq(by_macro.state, 0);
}
END_TEST

static void *wait_once(void *arg)
{
    pawl_waitgroup_wait(arg);
    atomic_fetch_add(&exited, 1);
    return NULL;
}

// Waiters stay until the count is zero, whatever way it takes there; then all go.
START_TEST(all_waiters_go_and_none_before)
{
    pawl_waitgroup_add(&wg, 3);
    struct team t = team_start(5, wait_once, &wg);
    WAIT_FOR(queue_length_at(&wg) == 5);
    static const int steps[] = {-1, +4, -2, 0, -3};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        pawl_waitgroup_add(&wg, steps[i]);
        ck_assert_int_eq(queue_length_at(&wg), 5);
    }
    ck_assert_int_eq(atomic_load(&exited), 0);
    pawl_waitgroup_done(&wg);
    team_join(&t);
    ck_assert_uint_eq(wg.state, 0);
    ck_assert(table_is_empty());
}
END_TEST

// One wait has returned, and the WaitGroup is in use again: the others, which may not have woken up
// yet, return all the same. (Go dies of that.)
START_TEST(used_again_before_all_have_returned)
{
    for (int i = 0; i < 300; i++) {
        pawl_waitgroup_add(&wg, 1);
        struct team t = team_start(3, wait_once, &wg);
        WAIT_FOR(queue_length_at(&wg) == 3);
        pawl_waitgroup_done(&wg);
        pawl_waitgroup_wait(&wg);
        pawl_waitgroup_add(&wg, 1);
        team_join(&t);
        ck_assert_uint_eq(wg.state, 2);
        pawl_waitgroup_done(&wg);
    }
    ck_assert_int_eq(atomic_load(&exited), 900);
}
END_TEST

// ---- deadlines: when they pass and when not is in family_until_test.c ---------------------------

static void *wait_impatiently(void *arg)
{
    (void)arg;
    int err = pawl_waitgroup_wait_until(&wg, pawl_now() + 50 * PAWL_MILLISECOND);
    atomic_fetch_add(&wrong, err != PAWL_ETIMEDOUT);
    atomic_fetch_add(&count, 1);
    return NULL;
}

// Who gives up takes nothing from those who stay; the last one leaves no mark.
START_TEST(giving_up)
{
    pawl_waitgroup_add(&wg, 1);
    struct team others = team_start(2, wait_once, &wg);
    WAIT_FOR(queue_length_at(&wg) == 2);
    team_run(3, wait_impatiently, NULL);
    ck_assert_int_eq(queue_length_at(&wg), 2);
    pawl_waitgroup_done(&wg);
    team_join(&others);
    pawl_waitgroup_add(&wg, 1);
    team_run(2, wait_impatiently, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_eq(wg.state, 2); // a count of one, and nobody waits
    pawl_waitgroup_done(&wg);
    ck_assert_uint_eq(wg.state, 0);
}
END_TEST

// The deadline passes while the last done is on its way: each returns one or the other, and after
// 0 the work is done.
static int64_t deadline;
static long work; // done before done

static void *wait_until_deadline(void *arg)
{
    (void)arg;
    int err = pawl_waitgroup_wait_until(&wg, deadline);
    if (err == 0)
        atomic_fetch_add(&wrong, work == 0);
    else
        atomic_fetch_add(&wrong, err != PAWL_ETIMEDOUT || pawl_now() < deadline);
    atomic_fetch_add(err == 0 ? &exited : &count, 1);
    return NULL;
}

START_TEST(deadline_against_done)
{
    for (int i = 0; i < SCALED(1000); i++) {
        work = 0;
        deadline = pawl_now() + 200 * PAWL_MICROSECOND;
        pawl_waitgroup_add(&wg, 1);
        struct team t = team_start(2, wait_until_deadline, NULL);
        while (pawl_now() < deadline - 5000 + i % 100 * 1500) {
        }
        work = 1;
        pawl_waitgroup_done(&wg);
        team_join(&t);
        EXPECT(wg.state == 0, "state %#x", wg.state);
    }
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert(table_is_empty());
    printf("%d waited to the end, %d gave up\n", atomic_load(&exited), atomic_load(&count));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_waitgroup, 1},
        {test_waitgroup_race, 1},
        {test_waitgroup_align, 1},
        {counts_up_and_down, 1},
        {all_waiters_go_and_none_before, 1},
        {used_again_before_all_have_returned, 1},
        {giving_up, 1},
        {deadline_against_done, 1},
    };
    return suite_run("waitgroup", tests, TEST_COUNT(tests));
}
