// no_key_test.c - the process has no thread-specific key left for the library.
// SPDX-License-Identifier: MIT
//
// Then nobody gives the parker of a thread back when it exits.
#include "support/fight.h"
#include "support/sanitizer.h"

#include <limits.h>

static struct fight f;

static pthread_key_t keys[PTHREAD_KEYS_MAX];
static int taken;
static atomic_int called;

static void count_call(void *arg)
{
    (void)arg;
    atomic_fetch_add(&called, 1);
}

// Takes all keys before the library's own constructor runs.
__attribute__((__constructor__(101))) static void take_all_keys(void)
{
    while (taken < PTHREAD_KEYS_MAX && pthread_key_create(&keys[taken], count_call) == 0)
        taken++;
}

static void *lock_once(void *arg)
{
    pawl_mutex_lock(&f.mu);
    pawl_mutex_unlock(&f.mu);
    return arg;
}

// More threads, one after the other, than parkers fit into some pages: each gets its own.
START_TEST(threads_wait_without_a_key)
{
    // All keys are this test's: if the library used one that it was not given, it would show.
    ck_assert_int_gt(taken, 100);
    struct pawl_parker *last = NULL;
    for (int i = 0; i < 200; i++) {
        pawl_mutex_lock(&f.mu);
        struct team t = team_start(1, lock_once, NULL);
        WAIT_FOR(queue_length(&f.mu.sema) == 1);
        struct pawl_parker *parker = queue_front(&f.mu.sema);
        EXPECT(parker != last, "a parker that was not given back was taken");
        last = parker;
        pawl_mutex_unlock(&f.mu);
        team_join(&t);
        EXPECT(f.mu.state == 0, "state is %#x", f.mu.state);
    }
    ck_assert_int_eq(atomic_load(&called), 0);
}
END_TEST

START_TEST(fight_without_a_key)
{
    f.patience_ns = 200000;
    f.hold_ns = 3000;
    f.nap_ns = 50000;
    f.rounds = SCALED(2000);
    team_run(8, fight_run, &f);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{threads_wait_without_a_key, 1}, {fight_without_a_key, 1}};
    return suite_run("no_key", tests, TEST_COUNT(tests));
}
