// signal_test.c - waiting in a storm of signals: no wait ends early, and none grows longer.
// SPDX-License-Identifier: MIT
#include "support/storm.h"

#include "sema/sema.h"
#include "support/fight.h"
#include "support/sanitizer.h"

#include <sys/resource.h>

#define FIGHTERS 8

static struct fight f;
static atomic_bool no_timer;

static const int handler_flags[] = {0, SA_RESTART};

// ---- everything at once -------------------------------------------------------------------------

static void *fight_in_storm(void *arg)
{
    timer_t timer;
    if (!storm_begin(&timer)) {
        atomic_store(&no_timer, true);
        return NULL;
    }
    fight_run(arg);
    storm_end(timer);
    return NULL;
}

START_TEST(fight_among_signals)
{
    storm_setup(handler_flags[_i]);
    f.patience_ns = 2 * PAWL_MILLISECOND;
    f.hold_ns = 20000;
    f.nap_ns = 500000;
    struct team fighters = team_start(FIGHTERS, fight_in_storm, &f);
    WAIT_FOR(atomic_load(&no_timer) ||
             (atomic_load(&storm_hits) >= SCALED(20000) && atomic_load(&f.locked) >= SCALED(2000) &&
              atomic_load(&f.timed_out) >= SCALED(500)));
    atomic_store(&f.stop, true);
    team_join(&fighters);
    ck_assert(!atomic_load(&no_timer));
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

// ---- nothing but signals ------------------------------------------------------------------------

// Three ways to wait for something that does not come, with a deadline.
static int wait_mutex(int64_t deadline)
{
    return pawl_mutex_lock_until(&f.mu, deadline);
}

static int wait_semaphore(int64_t deadline)
{
    return pawl_sema_acquire_until(&f.mu.sema, 0, deadline);
}

static int wait_realtime(int64_t deadline)
{
    struct pawl_deadline d = {deadline, PAWL_CLOCK_REALTIME};
    return pawl_sema_wait_(&f.mu.sema, 0, d, NULL);
}

static const struct {
    int (*wait)(int64_t deadline);
    clockid_t clock;
} waits[] = {
    {wait_mutex, CLOCK_MONOTONIC},
    {wait_semaphore, CLOCK_MONOTONIC},
    {wait_realtime, CLOCK_REALTIME},
};

static int64_t now_on(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * PAWL_SECOND + ts.tv_nsec;
}

// How often the calling thread has gone to sleep. (ThreadSanitizer puts the handler off until the
// thread leaves the kernel for another reason, so that its calls say nothing about interruptions.)
static long sleeps(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

// A wait that began anew after each signal, with the time that it had at first, would never end in
// this storm: it has 20 ms, and there is a signal each 0.1 ms.
START_TEST(signals_move_no_deadline)
{
    storm_setup(handler_flags[_i % 2]);
    clockid_t clock = waits[_i / 2].clock;
    pawl_mutex_lock(&f.mu);
    timer_t timer;
    ck_assert(storm_begin(&timer));
    for (int good = 0; good < 5;) {
        long before = sleeps();
        int64_t deadline = now_on(clock) + 20 * PAWL_MILLISECOND;
        int err = waits[_i / 2].wait(deadline);
        int64_t now = now_on(clock);
        EXPECT(err == PAWL_ETIMEDOUT, "returned %d", err);
        EXPECT(now >= deadline, "%lld ns early", (long long)(deadline - now));
        good += sleeps() - before >= 10; // really interrupted
    }
    storm_end(timer);
    pawl_mutex_unlock(&f.mu);
    ck_assert_uint_eq(f.mu.state, 0);
    ck_assert(table_is_empty());
}
END_TEST

static atomic_int phase;

static void *wait_without_deadline(void *arg)
{
    (void)arg;
    timer_t timer;
    atomic_store(&no_timer, !storm_begin(&timer));
    long before = sleeps();
    atomic_store(&phase, 1);
    pawl_mutex_lock(&f.mu);
    atomic_store(&phase, 2);
    pawl_mutex_unlock(&f.mu);
    storm_end(timer);
    return sleeps() - before >= 10 ? arg : NULL;
}

// Without a deadline only the unlock ends the wait.
START_TEST(signals_end_no_wait)
{
    storm_setup(0);
    pawl_mutex_lock(&f.mu);
    struct team waiter = team_start(1, wait_without_deadline, &f);
    WAIT_FOR(queue_length(&f.mu.sema) == 1);
    for (int i = 0; i < 100; i++) {
        sleep_ns(200 * PAWL_MICROSECOND);
        EXPECT(atomic_load(&phase) == 1, "it returned");
        EXPECT(queue_length(&f.mu.sema) == 1, "it left the queue");
        EXPECT(f.mu.state == (1 | 1 << 3), "state is %#x", f.mu.state);
    }
    pawl_mutex_unlock(&f.mu);
    void *interrupted;
    pthread_join(waiter.threads[0], &interrupted);
    free(waiter.threads);
    ck_assert(!atomic_load(&no_timer));
    ck_assert_msg(interrupted != NULL, "the signals did not reach it");
    fight_check(&f);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {fight_among_signals, (int)TEST_COUNT(handler_flags)},
        {signals_move_no_deadline, 2 * (int)TEST_COUNT(waits)},
        {signals_end_no_wait, 1},
    };
    return suite_run("signal", tests, TEST_COUNT(tests));
}
