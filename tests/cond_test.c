// cond_test.c - Go's own tests of sync.Cond with their counts.
// SPDX-License-Identifier: MIT
//
// What is ours - deadlines, Lockers - is in cond_locker_test.c.
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_mutex mu;
static pawl_cond cond;
static atomic_int running, awake, wrong;
static atomic_int last_awake; // the number of the thread that woke up last

static void signal_locked(void)
{
    pawl_mutex_lock(&mu);
    pawl_cond_signal(&cond);
    pawl_mutex_unlock(&mu);
}

static void *wait_once(void *arg)
{
    pawl_mutex_lock(&mu);
    atomic_fetch_add(&running, 1);
    pawl_cond_wait(&cond, &mu);
    atomic_store(&last_awake, (int)(intptr_t)arg);
    atomic_fetch_add(&awake, 1);
    pawl_mutex_unlock(&mu);
    return NULL;
}

// ---- Go's TestCondSignal ------------------------------------------------------------------------

// Case 1: the signal is given without the lock.
START_TEST(test_cond_signal)
{
    struct team t = team_start(2, wait_once, NULL);
    WAIT_FOR(queue_length_at(&cond) == 2);
    ck_assert_int_eq(atomic_load(&running), 2);
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(atomic_load(&awake) == i, "goroutine not asleep");
        if (_i == 0)
            signal_locked();
        else
            pawl_cond_signal(&cond);
        WAIT_FOR(atomic_load(&awake) == i + 1);
        ck_assert_msg(queue_length_at(&cond) == 1 - i, "too many goroutines awake");
    }
    pawl_cond_signal(&cond);
    team_join(&t);
    ck_assert_uint_eq(cond.waiters, 0);
}
END_TEST

// ---- Go's TestCondSignalGenerations -------------------------------------------------------------

START_TEST(test_cond_signal_generations)
{
    struct team t[100];
    for (int i = 0; i < 100; i++) {
        t[i] = team_start(1, wait_once, (void *)(intptr_t)i);
        if (i > 0) {
            WAIT_FOR(atomic_load(&awake) == i);
            EXPECT(atomic_load(&last_awake) == i - 1, "wrong goroutine woke up: want %d, got %d",
                   i - 1, atomic_load(&last_awake));
        }
        WAIT_FOR(atomic_load(&running) == i + 1);
        signal_locked();
    }
    for (int i = 0; i < 100; i++)
        team_join(&t[i]);
}
END_TEST

// Many at once: they wake in the order in which they came.
START_TEST(first_come_first_woken)
{
    struct team t[20];
    for (int i = 0; i < 20; i++) {
        t[i] = team_start(1, wait_once, (void *)(intptr_t)i);
        WAIT_FOR(queue_length_at(&cond) == i + 1);
    }
    for (int i = 0; i < 20; i++) {
        pawl_cond_signal(&cond);
        team_join(&t[i]);
        ck_assert_int_eq(atomic_load(&last_awake), i);
        ck_assert_int_eq(queue_length_at(&cond), 19 - i);
    }
}
END_TEST

// ---- Go's TestCondBroadcast ---------------------------------------------------------------------

#define WAITERS 200
#define ROUNDS 200

static bool leave;         // guarded by mu
static int woken[WAITERS]; // guarded by mu: how often

static void *wait_in_rounds(void *arg)
{
    static atomic_int numbers;
    int number = atomic_fetch_add(&numbers, 1);
    pawl_mutex_lock(&mu);
    while (!leave) {
        atomic_fetch_add(&running, 1);
        pawl_cond_wait(&cond, &mu);
        woken[number]++;
        atomic_fetch_add(&awake, 1);
    }
    pawl_mutex_unlock(&mu);
    return arg;
}

START_TEST(test_cond_broadcast)
{
    const int rounds = SCALED(ROUNDS);
    struct team t = team_start(WAITERS, wait_in_rounds, NULL);
    for (int i = 1; i <= rounds; i++) {
        WAIT_FOR(atomic_load(&running) == i * WAITERS);
        pawl_mutex_lock(&mu);
        leave = i == rounds;
        pawl_mutex_unlock(&mu);
        EXPECT(atomic_load(&awake) == (i - 1) * WAITERS, "goroutine not asleep");
        EXPECT(queue_length_at(&cond) == WAITERS, "%d are queued", queue_length_at(&cond));
        pawl_mutex_lock(&mu);
        pawl_cond_broadcast(&cond);
        pawl_mutex_unlock(&mu);
        WAIT_FOR(atomic_load(&awake) == i * WAITERS);
        pawl_mutex_lock(&mu);
        for (int n = 0; n < WAITERS; n++)
            EXPECT(woken[n] == i, "goroutine woke up twice");
        pawl_mutex_unlock(&mu);
    }
    team_join(&t);
    ck_assert_msg(atomic_load(&running) == rounds * WAITERS, "goroutine did not exit");
    pawl_cond_broadcast(&cond);
    ck_assert(table_is_empty());
}
END_TEST

// ---- Go's TestRace ------------------------------------------------------------------------------

static int x; // guarded by mu

static void *race_first(void *arg)
{
    pawl_mutex_lock(&mu);
    x = 1;
    pawl_cond_wait(&cond, &mu);
    atomic_fetch_add(&wrong, x != 2);
    x = 3;
    pawl_cond_signal(&cond);
    pawl_mutex_unlock(&mu);
    return arg;
}

static void *race_second(void *arg)
{
    for (bool done = false; !done; pawl_go_yield()) {
        pawl_mutex_lock(&mu);
        done = x == 1;
        if (done) {
            x = 2;
            pawl_cond_signal(&cond);
        }
        pawl_mutex_unlock(&mu);
    }
    return arg;
}

static void *race_third(void *arg)
{
    for (bool done = false; !done; pawl_go_yield()) {
        pawl_mutex_lock(&mu);
        if (x == 2) {
            pawl_cond_wait(&cond, &mu);
            atomic_fetch_add(&wrong, x != 3);
        }
        done = x == 3;
        pawl_mutex_unlock(&mu);
    }
    return arg;
}

START_TEST(test_race)
{
    for (int i = 0; i < 200; i++) {
        x = 0;
        struct team a = team_start(1, race_first, NULL);
        struct team b = team_start(1, race_second, NULL);
        struct team c = team_start(1, race_third, NULL);
        team_join(&a);
        team_join(&b);
        team_join(&c);
    }
    ck_assert_int_eq(atomic_load(&wrong), 0);
}
END_TEST

// ---- Go's TestCondSignalStealing ----------------------------------------------------------------

static bool done; // guarded by mu

static void *broadcast(void *arg)
{
    pawl_cond_broadcast(&cond);
    return arg;
}

static void *wait_until_done(void *arg)
{
    pawl_mutex_lock(&mu);
    while (!done)
        pawl_cond_wait(&cond, &mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

// Case 1, with a signal: that goes to one that waited, never to the one that comes meanwhile.
static void *signal_once(void *arg)
{
    pawl_cond_signal(&cond);
    return arg;
}

START_TEST(test_cond_signal_stealing)
{
    for (int i = 0; i < 1000; i++) {
        atomic_store(&awake, 0);
        atomic_store(&running, 0);
        done = false;
        struct team first = team_start(1, wait_once, NULL);
        WAIT_FOR(atomic_load(&running) == 1);
        pawl_mutex_lock(&mu); // once this succeeds the first waiter is inside of its wait
        pawl_mutex_unlock(&mu);
        struct team waker = team_start(1, _i == 0 ? broadcast : signal_once, NULL);
        struct team thief = team_start(1, wait_until_done, NULL);
        team_join(&first); // hangs if the wake-up was stolen
        team_join(&waker);
        pawl_mutex_lock(&mu);
        done = true;
        pawl_mutex_unlock(&mu);
        pawl_cond_broadcast(&cond);
        team_join(&thief);
    }
    ck_assert_uint_eq(cond.waiters, 0);
}
END_TEST

// A signal without a waiter is not kept for one that comes later.
START_TEST(signals_are_not_kept)
{
    pawl_cond by_macro = PAWL_COND_INIT;
    ck_assert_uint_eq(sizeof by_macro, 8);
    for (int i = 0; i < 10; i++) {
        pawl_cond_signal(&by_macro);
        pawl_cond_broadcast(&by_macro);
    }
    pawl_mutex_lock(&mu);
    ck_assert_int_eq(pawl_cond_wait_until(&by_macro, &mu, pawl_now() + PAWL_MILLISECOND),
                     PAWL_ETIMEDOUT);
    ck_assert_msg(!pawl_mutex_trylock(&mu), "locked again");
    pawl_mutex_unlock(&mu);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_cond_signal, 2},
        {test_cond_signal_generations, 1},
        {first_come_first_woken, 1},
        {test_cond_broadcast, 1},
        {test_race, 1},
        {test_cond_signal_stealing, 2},
        {signals_are_not_kept, 1},
    };
    return suite_run("cond", tests, TEST_COUNT(tests));
}
