// clock_test.c - each deadline is read on its own clock, and no other clock moves it.
// SPDX-License-Identifier: MIT
//
// clock_jump_test.sh runs it once more with a wall clock that jumps (FAKETIME_TIMESTAMP_FILE names
// the file by which libfaketime is told) and with a shifted monotonic clock.
#include "sema/sema.h"
#include "support/fight.h"

#include <stdio.h>
#include <sys/prctl.h>

static pawl_mutex mu;

static int64_t now_on(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * PAWL_SECOND + ts.tv_nsec;
}

// The wall clock is decades ahead of the monotonic one, so that a mistaken clock shows: as a wait
// that ends at once, or never.
static void check_all_waits(void)
{
    int64_t before = now_on(CLOCK_MONOTONIC), now = pawl_now(), after = now_on(CLOCK_MONOTONIC);
    ck_assert_msg(before <= now && now <= after, "pawl_now is not the monotonic clock");

    int64_t deadline = pawl_now() + 3 * PAWL_MILLISECOND;
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, deadline), PAWL_ETIMEDOUT);
    ck_assert_msg(now_on(CLOCK_MONOTONIC) >= deadline, "the mutex was early");

    deadline = pawl_now() + 3 * PAWL_MILLISECOND;
    ck_assert_int_eq(pawl_sema_acquire_until(&mu.sema, 0, deadline), PAWL_ETIMEDOUT);
    ck_assert_msg(now_on(CLOCK_MONOTONIC) >= deadline, "the semaphore was early");
}

static int wait_realtime(int64_t deadline)
{
    struct pawl_deadline d = {deadline, PAWL_CLOCK_REALTIME};
    return pawl_sema_wait_(&mu.sema, 0, d, NULL);
}

START_TEST(waits_on_the_monotonic_clock)
{
    prctl(PR_SET_TIMERSLACK, 1UL); // the kernel's usual 50 us too late would hide 50 us too early
    pawl_mutex_lock(&mu);
    for (int i = 0; i < 20; i++)
        check_all_waits();
    pawl_mutex_unlock(&mu);
    ck_assert_uint_eq(mu.state, 0);
}
END_TEST

static void *release_later(void *arg)
{
    WAIT_FOR(queue_length(arg) == 1);
    pawl_sema_release(arg, 0);
    return NULL;
}

// As POSIX's timed waits do, which pawl will serve: a deadline on the wall clock itself.
START_TEST(waits_on_the_wall_clock)
{
    prctl(PR_SET_TIMERSLACK, 1UL);
    for (int i = 0; i < 20; i++) {
        int64_t deadline = now_on(CLOCK_REALTIME) + 3 * PAWL_MILLISECOND;
        ck_assert_int_eq(wait_realtime(deadline), PAWL_ETIMEDOUT);
        ck_assert_msg(now_on(CLOCK_REALTIME) >= deadline, "early on the wall clock");
    }
    // Past there, though far in the future for the monotonic clock.
    ck_assert_int_eq(wait_realtime(now_on(CLOCK_REALTIME) - PAWL_SECOND), PAWL_ETIMEDOUT);
    ck_assert_int_eq(wait_realtime(-1), PAWL_ETIMEDOUT);
    // In time.
    struct team t = team_start(1, release_later, &mu.sema);
    ck_assert_int_eq(wait_realtime(now_on(CLOCK_REALTIME) + 90 * PAWL_SECOND), 0);
    team_join(&t);
    ck_assert(table_is_empty());
}
END_TEST

// ---- the wall clock jumps -----------------------------------------------------------------------

static const char *clock_file;

// Moves the wall clock of this process to so many seconds beside the true one.
static void jump_to(int seconds)
{
    FILE *file = fopen(clock_file, "w");
    ck_assert(file != NULL && fprintf(file, "%+d\n", seconds) > 0 && fclose(file) == 0);
}

static void *jump_about(void *arg)
{
    atomic_bool *stop = arg;
    for (int i = 0; !atomic_load(stop); i++) {
        jump_to(i % 2 == 0 ? 3600 : -3600);
        sleep_ns(PAWL_MILLISECOND);
    }
    return NULL;
}

// An hour ahead and back, each millisecond, while the waits take 3 ms each.
START_TEST(wall_clock_jumps)
{
    int64_t true_distance = now_on(CLOCK_REALTIME) - now_on(CLOCK_MONOTONIC);
    jump_to(3600);
    int64_t distance = now_on(CLOCK_REALTIME) - now_on(CLOCK_MONOTONIC);
    int64_t jumped = (distance - true_distance) / PAWL_SECOND;
    ck_assert_msg(jumped > 3500 && jumped < 3700, "the clock did not jump but for %lld s",
                  (long long)jumped);
    atomic_bool stop = false;
    struct team t = team_start(1, jump_about, &stop);
    pawl_mutex_lock(&mu);
    for (int i = 0; i < 50; i++)
        check_all_waits();
    atomic_store(&stop, true);
    team_join(&t);
    pawl_mutex_unlock(&mu);
    ck_assert_uint_eq(mu.state, 0);
}
END_TEST

int main(void)
{
    const struct named_test jumps[] = {{wall_clock_jumps, 1}};
    const struct named_test tests[] = {
        {waits_on_the_monotonic_clock, 1},
        {waits_on_the_wall_clock, 1},
    };
    clock_file = getenv("FAKETIME_TIMESTAMP_FILE");
    if (clock_file)
        return suite_run("clock_jumps", jumps, TEST_COUNT(jumps));
    return suite_run("clock", tests, TEST_COUNT(tests));
}
