// until_test.c - pawl_mutex_lock_until: when it times out and when not, one case at a time.
// SPDX-License-Identifier: MIT
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>
#include <sys/prctl.h>

static pawl_mutex mu;

static void expect_rest(void)
{
    ck_assert_uint_eq(mu.state, 0);
    ck_assert_uint_eq(mu.sema.count, 0);
}

// Deadlines that have passed, however they are written.
static const int64_t past[] = {INT64_MIN, -1, 0, 1};

START_TEST(past_deadline_takes_a_free_mutex)
{
    for (size_t i = 0; i < sizeof past / sizeof past[0]; i++) {
        ck_assert_int_eq(pawl_mutex_lock_until(&mu, past[i]), 0);
        ck_assert(!pawl_mutex_trylock(&mu));
        pawl_mutex_unlock(&mu);
    }
    expect_rest();
}
END_TEST

START_TEST(past_deadline_does_not_wait)
{
    pawl_mutex_lock(&mu);
    for (size_t i = 0; i < sizeof past / sizeof past[0]; i++)
        ck_assert_int_eq(pawl_mutex_lock_until(&mu, past[i]), PAWL_ETIMEDOUT);
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, pawl_now()), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    expect_rest();
}
END_TEST

// From shorter than a spin to longer than the starvation threshold, at every phase of the clock.
START_TEST(never_early)
{
    prctl(PR_SET_TIMERSLACK, 1UL); // the kernel's usual 50 us too late would hide 50 us too early
    pawl_mutex_lock(&mu);
    for (int i = 0; i < 400; i++) {
        int64_t deadline = pawl_now() + (int64_t)i * i * 17;
        int err = pawl_mutex_lock_until(&mu, deadline);
        int64_t now = pawl_now();
        EXPECT(err == PAWL_ETIMEDOUT, "returned %d", err);
        EXPECT(now >= deadline, "%lld ns early", (long long)(deadline - now));
    }
    pawl_mutex_unlock(&mu);
    expect_rest();
}
END_TEST

static void *release_when_awaited(void *arg)
{
    atomic_bool *go = arg;
    WAIT_FOR(atomic_load(go));
    sleep_ns(2 * PAWL_MILLISECOND);
    pawl_mutex_unlock(&mu);
    return NULL;
}

// The deadline is far beyond what the release takes; PAWL_NEVER has none at all.
START_TEST(succeeds_when_released)
{
    int64_t deadline = _i == 0 ? PAWL_NEVER : pawl_now() + 90 * PAWL_SECOND;
    static atomic_bool go;
    pawl_mutex_lock(&mu);
    struct team t = team_start(1, release_when_awaited, &go);
    atomic_store(&go, true);
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, deadline), 0);
    team_join(&t);
    ck_assert(!pawl_mutex_trylock(&mu));
    pawl_mutex_unlock(&mu);
    expect_rest();
}
END_TEST

static void *wait_and_unlock(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return NULL;
}

// A time-out beside waiters without one takes nothing from them.
START_TEST(time_out_leaves_the_others_waiting)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start(4, wait_and_unlock, NULL);
    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(pawl_mutex_lock_until(&mu, pawl_now() + 100 * PAWL_MICROSECOND),
                         PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    team_join(&t);
    expect_rest();
}
END_TEST

static int64_t patience = 3 * PAWL_MILLISECOND;

static void *time_out_once(void *arg)
{
    int *result = arg;
    *result = pawl_mutex_lock_until(&mu, pawl_now() + patience);
    return NULL;
}

// A mutex whose waiters have all timed out is as good as new: the next unlock wakes nobody.
START_TEST(nothing_is_left_after_time_outs)
{
    pawl_mutex_lock(&mu);
    for (int i = 0; i < 20; i++) {
        int result = 0;
        team_run(1, time_out_once, &result);
        ck_assert_int_eq(result, PAWL_ETIMEDOUT);
        ck_assert_msg(mu.state == 1, "state is %#x with one owner and no waiter", mu.state);
    }
    pawl_mutex_unlock(&mu);
    expect_rest();
}
END_TEST

// The same in starvation mode (bit 2): with its last waiter the mode goes, or the next unlock would
// hand the mutex over to nobody.
START_TEST(last_starving_waiter_times_out)
{
    pawl_mutex_lock(&mu);
    int result = 0;
    patience = 500 * PAWL_MILLISECOND;
    struct team t = team_start(1, time_out_once, &result);
    WAIT_FOR((pawl_word_load_acq(&mu.state) >> 3) == 1);
    bool starving = pawl_word_cas_acq(&mu.state, 1 | 1 << 3, 1 | 1 << 2 | 1 << 3);
    team_join(&t);
    ck_assert_msg(starving && result == PAWL_ETIMEDOUT, "too slow to see it wait");
    ck_assert_msg(mu.state == 1, "state is %#x with one owner and no waiter", mu.state);
    pawl_mutex_unlock(&mu);
    expect_rest();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {past_deadline_takes_a_free_mutex, 1},
        {past_deadline_does_not_wait, 1},
        {never_early, 1},
        {succeeds_when_released, 2},
        {time_out_leaves_the_others_waiting, 1},
        {nothing_is_left_after_time_outs, 1},
        {last_starving_waiter_times_out, 1},
    };
    return suite_run("until", tests, TEST_COUNT(tests));
}
