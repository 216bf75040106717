// misuse_test.c - mistakes end the process, loudly: Go's TestMutexMisuse and what C can do besides.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>

#define UNLOCKED "sync: unlock of unlocked mutex"
#define INCONSISTENT "sync: inconsistent mutex state"
#define TOO_MANY "sync: too many threads wait for a mutex"

// The state word, as drawn at the top of src/sync/mutex.c.
enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8 };
#define MAX_WAITERS ((UINT32_C(1) << 29) - 1)

static pawl_mutex mu;
static pawl_sema sema;

// ---- unlock of unlocked mutex -------------------------------------------------------------------

static void unlock_fresh(void)
{
    pawl_mutex_unlock(&mu);
}

static void unlock_twice(void)
{
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    pawl_mutex_unlock(&mu);
}

static void *lock_and_unlock(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return NULL;
}

static void unlock_after_waiters(void)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start(3, lock_and_unlock, NULL);
    WAIT_FOR(queue_length(&mu.sema) == 3);
    pawl_mutex_unlock(&mu);
    team_join(&t);
    pawl_mutex_unlock(&mu);
}

// Waiters are counted and one of them is being woken, but nobody owns the mutex.
static void unlock_with_waiters(void)
{
    mu.state = WOKEN | 2 * WAITER;
    pawl_mutex_unlock(&mu);
}

static void unlock_in_guard(void)
{
    PAWL_GUARD(&mu);
    pawl_mutex_unlock(&mu);
}

static void unlock_through_locker(void)
{
    pawl_locker_unlock(pawl_mutex_locker(&mu));
}

static void ignore_event(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
}

static const struct pawl_watcher watcher = {~0u, ignore_event, NULL};

static void unlock_watched(void)
{
    pawl_watch(&watcher);
    pawl_mutex_unlock(&mu);
}

static void ignore_signal(int signal)
{
    (void)signal;
}

// A program that tries to live on after SIGABRT does not.
static void unlock_ignoring_abort(void)
{
    signal(SIGABRT, ignore_signal);
    pawl_mutex_unlock(&mu);
}

// ---- words that no sequence of calls can produce ------------------------------------------------

static void *lock_only(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
    return NULL;
}

// Wakes a real waiter after the word was overwritten with state.
static void wake_with_state(uint32_t state)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start(1, lock_only, NULL);
    WAIT_FOR(queue_length(&mu.sema) == 1);
    pawl_word_store_rel(&mu.state, state);
    pawl_sema_release(&mu.sema, 0);
    team_join(&t);
}

static void woken_without_bit(void)
{
    wake_with_state(LOCKED | WAITER);
}

static void woken_without_bit_free(void)
{
    wake_with_state(0);
}

static void handed_over_but_locked(void)
{
    wake_with_state(LOCKED | STARVING | WAITER);
}

static void handed_over_but_woken(void)
{
    wake_with_state(STARVING | WOKEN | WAITER);
}

static void handed_over_to_nobody(void)
{
    wake_with_state(STARVING);
}

// ---- limits -------------------------------------------------------------------------------------

static void one_waiter_too_many(void)
{
    mu.state = LOCKED | MAX_WAITERS * WAITER;
    pawl_mutex_lock(&mu);
}

static void one_timed_waiter_too_many(void)
{
    mu.state = LOCKED | MAX_WAITERS * WAITER;
    pawl_mutex_lock_until(&mu, pawl_now() + 10 * PAWL_SECOND);
}

static void semaphore_overflow(void)
{
    sema.count = UINT32_MAX;
    pawl_sema_release(&sema, 0);
}

// One below each limit all is well, and a caller that does not wait is not counted.
START_TEST(up_to_the_limits)
{
    mu.state = LOCKED | (MAX_WAITERS - 1) * WAITER;
    uint32_t before = mu.state;
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, pawl_now() + 100000), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(mu.state, before);
    mu.state = before = LOCKED | MAX_WAITERS * WAITER;
    ck_assert_int_eq(pawl_mutex_lock_until(&mu, 0), PAWL_ETIMEDOUT);
    ck_assert(!pawl_mutex_trylock(&mu));
    ck_assert_uint_eq(mu.state, before);

    sema.count = UINT32_MAX - 1;
    pawl_sema_release(&sema, 0);
    ck_assert_uint_eq(sema.count, UINT32_MAX);
    ck_assert(pawl_sema_tryacquire(&sema));
}
END_TEST

// ---- assert_held --------------------------------------------------------------------------------

static void assert_held_unlocked_watched(void)
{
    pawl_watch(&watcher);
    pawl_mutex_assert_held(&mu);
}

START_TEST(assert_held_is_quiet)
{
    pawl_mutex_assert_held(&mu); // nobody watches: no check
    pawl_watch(&watcher);
    pawl_mutex_lock(&mu);
    pawl_mutex_assert_held(&mu);
    pawl_mutex_unlock(&mu);
}
END_TEST

static const struct {
    const char *name;
    void (*run)(void);
    const char *text;
} mistakes[] = {
    {"Mutex.Unlock", unlock_fresh, UNLOCKED},
    {"Mutex.Unlock2", unlock_twice, UNLOCKED},
    {"unlock after waiters", unlock_after_waiters, UNLOCKED},
    {"unlock with waiters", unlock_with_waiters, UNLOCKED},
    {"unlock in guard", unlock_in_guard, UNLOCKED},
    {"unlock through locker", unlock_through_locker, UNLOCKED},
    {"unlock watched", unlock_watched, UNLOCKED},
    {"unlock ignoring SIGABRT", unlock_ignoring_abort, UNLOCKED},
    {"woken without WOKEN", woken_without_bit, INCONSISTENT},
    {"woken without WOKEN, free", woken_without_bit_free, INCONSISTENT},
    {"handed over but locked", handed_over_but_locked, INCONSISTENT},
    {"handed over but woken", handed_over_but_woken, INCONSISTENT},
    {"handed over to nobody", handed_over_to_nobody, INCONSISTENT},
    {"too many waiters", one_waiter_too_many, TOO_MANY},
    {"too many timed waiters", one_timed_waiter_too_many, TOO_MANY},
    {"semaphore overflow", semaphore_overflow, "sync: semaphore overflow"},
    {"assert_held", assert_held_unlocked_watched, "sync: mutex is not held"},
};

START_TEST(misuse)
{
    expect_fatal(mistakes[_i].name, mistakes[_i].run, mistakes[_i].text);
}
END_TEST

// The harness itself: who makes no mistake survives and says so.
static void no_mistake(void)
{
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
}

START_TEST(correct_use_survives)
{
    struct ending e = child_run(no_mistake);
    ck_assert_int_eq(e.status, 0);
    ck_assert_str_eq(e.said, "test completed\n");
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {misuse, (int)TEST_COUNT(mistakes)},
        {correct_use_survives, 1},
        {up_to_the_limits, 1},
        {assert_held_is_quiet, 1},
    };
    return suite_run("misuse", tests, TEST_COUNT(tests));
}
