// mutex_test.c - Go's own tests of sync.Mutex with their counts, and what else the header promises.
// SPDX-License-Identifier: MIT
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

// Go's: 10 workers, 1000 rounds each.
#define WORKERS 10
#define LOOPS 1000

// A counter that only a lock makes right, in two halves: a race is seen at once, not only at the
// end.
static struct {
    pawl_mutex mu;
    pawl_sema sema;
    long left, right;
    atomic_int torn;
} shared;

static void touch(void)
{
    if (shared.left != shared.right)
        atomic_fetch_add(&shared.torn, 1);
    shared.left++;
    shared.right++;
}

static void expect_count(long n)
{
    ck_assert_int_eq(atomic_load(&shared.torn), 0);
    ck_assert_int_eq(shared.left, n);
    ck_assert_int_eq(shared.right, n);
}

static void expect_rest(const pawl_mutex *m)
{
    ck_assert_uint_eq(m->state, 0);
    ck_assert_uint_eq(m->sema.count, 0);
}

// ---- Go's TestMutex -----------------------------------------------------------------------------

// HammerMutex, with the critical sections counted.
static void *hammer(void *arg)
{
    atomic_long *entered = arg;
    for (int i = 0; i < LOOPS; i++) {
        if (i % 3 != 0)
            pawl_mutex_lock(&shared.mu);
        else if (!pawl_mutex_trylock(&shared.mu))
            continue;
        touch();
        atomic_fetch_add(entered, 1);
        pawl_mutex_unlock(&shared.mu);
    }
    return NULL;
}

static void ignore_event(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
}

// Twice, as Go's runs with the mutex profile on: in the second case every event is watched.
START_TEST(test_mutex)
{
    static const struct pawl_watcher watcher = {~0u, ignore_event, NULL};
    if (_i == 1)
        ck_assert_int_eq(pawl_watch(&watcher), 0);
    pawl_mutex_lock(&shared.mu);
    ck_assert_msg(!pawl_mutex_trylock(&shared.mu), "trylock succeeded with mutex locked");
    pawl_mutex_unlock(&shared.mu);
    ck_assert_msg(pawl_mutex_trylock(&shared.mu), "trylock failed with mutex unlocked");
    pawl_mutex_unlock(&shared.mu);

    static atomic_long entered;
    team_run(WORKERS, hammer, &entered);
    expect_count(atomic_load(&entered));
    expect_rest(&shared.mu);
}
END_TEST

// ---- Go's TestSemaphore -------------------------------------------------------------------------

static void *hammer_semaphore(void *arg)
{
    (void)arg;
    for (int i = 0; i < LOOPS; i++) {
        pawl_sema_acquire(&shared.sema, 0);
        touch();
        pawl_sema_release(&shared.sema, 0);
    }
    return NULL;
}

START_TEST(test_semaphore)
{
    pawl_sema_release(&shared.sema, 0);
    team_run(WORKERS, hammer_semaphore, NULL);
    expect_count(WORKERS * LOOPS);
    ck_assert_uint_eq(shared.sema.count, 1);
}
END_TEST

// ---- Go's TestMutexFairness ---------------------------------------------------------------------

static atomic_bool stop;

static void *hog(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop)) {
        pawl_mutex_lock(&shared.mu);
        sleep_ns(100 * PAWL_MICROSECOND);
        pawl_mutex_unlock(&shared.mu);
    }
    return NULL;
}

// Go fails after 10 s. Here the hog never stops of itself: a lock that starves hangs the test.
START_TEST(test_mutex_fairness)
{
    struct team hogs = team_start(1, hog, NULL);
    for (int i = 0; i < 10; i++) {
        sleep_ns(100 * PAWL_MICROSECOND);
        pawl_mutex_lock(&shared.mu);
        pawl_mutex_unlock(&shared.mu);
    }
    atomic_store(&stop, true);
    team_join(&hogs);
    expect_rest(&shared.mu);
}
END_TEST

// ---- the rest of the header ---------------------------------------------------------------------

static void *unlock_it(void *arg)
{
    touch();
    pawl_mutex_unlock(arg);
    return NULL;
}

static void *lock_it(void *arg)
{
    pawl_mutex_lock(arg);
    touch();
    return NULL;
}

// Any thread may unlock, also when somebody waits; and a lock may outlive the thread that took it.
START_TEST(unlock_from_another_thread)
{
    pawl_mutex_lock(&shared.mu);
    touch();
    struct team waiter = team_start(1, lock_it, &shared.mu);
    team_run(1, unlock_it, &shared.mu);
    team_join(&waiter);
    ck_assert_msg(!pawl_mutex_trylock(&shared.mu), "the thread that exited had it locked");
    pawl_mutex_unlock(&shared.mu);
    expect_count(3);
    expect_rest(&shared.mu);
}
END_TEST

static void *lock_often(void *arg)
{
    (void)arg;
    for (int i = 0; i < SCALED(20000); i++) {
        pawl_mutex_lock(&shared.mu);
        touch();
        pawl_mutex_unlock(&shared.mu);
    }
    return NULL;
}

// WebKit's check: however a fight ended, two more lock/unlocks later nothing is left of it.
START_TEST(word_is_zero_at_rest)
{
    for (int threads = 2; threads <= 32; threads *= 2) {
        team_run(threads, lock_often, NULL);
        for (int i = 0; i < 2; i++) {
            pawl_mutex_lock(&shared.mu);
            pawl_mutex_unlock(&shared.mu);
        }
        expect_rest(&shared.mu);
    }
    expect_count((2 + 4 + 8 + 16 + 32) * (long)SCALED(20000));
}
END_TEST

static void *hammer_locker(void *arg)
{
    pawl_locker *l = arg;
    for (int i = 0; i < LOOPS; i++) {
        pawl_locker_lock(*l);
        touch();
        pawl_locker_unlock(*l);
    }
    return NULL;
}

// A Locker is a view: what it locks is locked for those who look at the mutex itself, too.
START_TEST(locker)
{
    pawl_locker l = pawl_mutex_locker(&shared.mu);
    pawl_locker_lock(l);
    ck_assert(!pawl_mutex_trylock(&shared.mu));
    pawl_locker_unlock(l);
    ck_assert(pawl_mutex_trylock(&shared.mu));
    pawl_mutex_unlock(&shared.mu);
    team_run(WORKERS, hammer_locker, &l);
    expect_count(WORKERS * LOOPS);
    expect_rest(&shared.mu);
}
END_TEST

// Every way to write an unlocked mutex, and the promised size.
START_TEST(zero_is_unlocked)
{
    pawl_mutex by_macro = PAWL_MUTEX_INIT;
    pawl_mutex by_zero = {0};
    pawl_mutex by_memset;
    memset(&by_memset, 0, sizeof by_memset);
    pawl_mutex *all[] = {&by_macro, &by_zero, &by_memset};
    ck_assert_uint_eq(sizeof(pawl_mutex), 8);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        pawl_mutex_lock(all[i]);
        pawl_mutex_assert_held(all[i]);
        pawl_mutex_unlock(all[i]);
        expect_rest(all[i]);
    }
}
END_TEST

START_TEST(version)
{
    ck_assert_str_eq(pawl_version(), PAWL_VERSION);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_mutex, 2},           {test_semaphore, 1},
        {test_mutex_fairness, 1},  {unlock_from_another_thread, 1},
        {word_is_zero_at_rest, 1}, {locker, 1},
        {zero_is_unlocked, 1},     {version, 1},
    };
    return suite_run("mutex", tests, TEST_COUNT(tests));
}
