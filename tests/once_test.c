// once_test.c - Go's own tests of sync.Once and OnceValue, and the ways out of a function in C.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <sched.h>
#include <stdatomic.h>

static pawl_once once;
static pawl_once_value value;
static atomic_int runs, returned, wrong;
static atomic_bool go_on;
static int plain; // written by the function, read after do

static void increment(void *arg)
{
    plain += *(int *)arg;
    atomic_fetch_add(&runs, 1);
}

// ---- Go's TestOnce ------------------------------------------------------------------------------

static int one = 1;

static void *do_and_look(void *arg)
{
    (void)arg;
    pawl_once_do(&once, increment, &one);
    atomic_fetch_add(&wrong, plain != 1); // "once failed inside run"
    return NULL;
}

START_TEST(test_once)
{
    for (int round = 0; round < 100; round++) {
        plain = 0;
        once = (pawl_once)PAWL_ONCE_INIT;
        team_run(10, do_and_look, NULL);
        EXPECT(plain == 1, "once failed outside run: %d is not 1", plain);
    }
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(atomic_load(&runs), 100);
    ck_assert_uint_eq(sizeof once, 8);
}
END_TEST

// ---- waiting for the end ------------------------------------------------------------------------

static void run_until_told(void *arg)
{
    (void)arg;
    atomic_fetch_add(&runs, 1);
    WAIT_FOR(atomic_load(&go_on));
    plain = 7;
}

static void must_not_run(void *arg)
{
    (void)arg;
    atomic_fetch_add(&wrong, 1);
}

static void *do_it(void *arg)
{
    pawl_once_do(&once, *(void (**)(void *))arg, NULL);
    atomic_fetch_add(&wrong, plain != 7);
    atomic_fetch_add(&returned, 1);
    return NULL;
}

// Those who come while it runs wait, with a function of their own that is not run.
START_TEST(others_wait_for_the_end)
{
    void (*first)(void *) = run_until_told, (*other)(void *) = must_not_run;
    struct team a = team_start(1, do_it, &first);
    WAIT_FOR(atomic_load(&runs) == 1);
    struct team b = team_start(4, do_it, &other);
    WAIT_FOR(queue_length_at(&once) == 4);
    ck_assert_int_eq(atomic_load(&returned), 0);
    atomic_store(&go_on, true);
    team_join(&a);
    team_join(&b);
    ck_assert_int_eq(atomic_load(&returned), 5);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert(table_is_empty());
}
END_TEST

static pawl_once inner;

static void do_inner(void *arg)
{
    pawl_once_do(&inner, increment, arg);
    pawl_once_do(&inner, increment, arg);
}

START_TEST(a_once_within_a_once)
{
    pawl_once_do(&once, do_inner, &one);
    pawl_once_do(&inner, must_not_run, NULL);
    pawl_once_do(&once, must_not_run, NULL);
    ck_assert_int_eq(plain, 1);
    ck_assert_int_eq(atomic_load(&wrong), 0);
}
END_TEST

// ---- Go's TestOncePanic and TestOnceFuncGoexit: the function is left, and is not run again ------

enum way { BY_PTHREAD_EXIT, BY_CANCELLATION, WAYS };

static atomic_bool cancellable;

static void leave(void *arg)
{
    atomic_fetch_add(&runs, 1);
    WAIT_FOR(atomic_load(&go_on));
    if (*(enum way *)arg == BY_PTHREAD_EXIT)
        pthread_exit(NULL);
    // Not in a sleep: ThreadSanitizer takes a thread that is cancelled there to sleep for ever.
    for (atomic_store(&cancellable, true);; sched_yield())
        pthread_testcancel();
}

static void *leave_value(void *arg)
{
    leave(arg);
    return &value;
}

static void *leave_once(void *arg)
{
    pawl_once_do(&once, leave, arg);
    atomic_fetch_add(&wrong, 1); // it does not come here
    return NULL;
}

static void *leave_once_value(void *arg)
{
    pawl_once_value_get(&value, leave_value, arg);
    atomic_fetch_add(&wrong, 1);
    return NULL;
}

static void *wait_once(void *arg)
{
    (void)arg;
    pawl_once_do(&once, must_not_run, NULL);
    return NULL;
}

static void *never_called(void *arg)
{
    atomic_fetch_add(&wrong, 1);
    return arg;
}

static void *wait_once_value(void *arg)
{
    (void)arg;
    atomic_fetch_add(&wrong, pawl_once_value_get(&value, never_called, &value) != NULL);
    return NULL;
}

// With others that wait for the end, and without.
static void leave_in(enum way way, void *(*leaver)(void *), void *(*waiter)(void *), const void *at,
                     int waiters)
{
    if (!team_is_all_threads())
        return; // a goroutine must not end its thread
    struct team a = team_start(1, leaver, &way);
    WAIT_FOR(atomic_load(&runs) == 1);
    struct team b = team_start(waiters, waiter, NULL);
    WAIT_FOR(queue_length_at(at) == waiters);
    atomic_store(&go_on, true);
    WAIT_FOR(way == BY_PTHREAD_EXIT || atomic_load(&cancellable));
    if (way == BY_CANCELLATION)
        ck_assert_int_eq(pthread_cancel(a.threads[0]), 0);
    team_join(&a);
    team_join(&b);
    waiter(NULL); // who comes later
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(atomic_load(&runs), 1);
}

START_TEST(left_without_return)
{
    leave_in((enum way)(_i % WAYS), leave_once, wait_once, &once, _i / WAYS * 3);
}
END_TEST

START_TEST(value_left_without_return)
{
    leave_in((enum way)(_i % WAYS), leave_once_value, wait_once_value, &value, _i / WAYS * 3);
    ck_assert_ptr_null(value.value);
}
END_TEST

// Neither running the function nor waiting for its end is itself a cancellation point.
static void nothing(void *arg)
{
    (void)arg;
}

static void *do_while_cancelled(void *arg)
{
    (void)arg;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    atomic_fetch_add(&runs, 1);
    WAIT_FOR(atomic_load(&go_on));
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pawl_once_do(&once, nothing, NULL);
    pawl_once_do(&once, nothing, NULL);
    atomic_fetch_add(&returned, 1);
    return NULL;
}

START_TEST(not_a_cancellation_point)
{
    if (!team_is_all_threads())
        return;
    struct team t = team_start(1, do_while_cancelled, NULL);
    WAIT_FOR(atomic_load(&runs) == 1);
    pthread_cancel(t.threads[0]);
    atomic_store(&go_on, true);
    team_join(&t);
    ck_assert_int_eq(atomic_load(&returned), 1);
}
END_TEST

// ---- Go's TestOnceValue -------------------------------------------------------------------------

static void *make_value(void *arg)
{
    atomic_fetch_add(&runs, 1);
    return arg;
}

static void *get_value(void *arg)
{
    (void)arg;
    for (int i = 0; i < 11; i++)
        atomic_fetch_add(&wrong, pawl_once_value_get(&value, make_value, &one) != &one);
    return NULL;
}

START_TEST(test_once_value)
{
    pawl_once_value by_macro = PAWL_ONCE_VALUE_INIT;
    get_value(NULL);
    ck_assert_int_eq(atomic_load(&runs), 1);
    for (int round = 0; round < 100; round++) {
        value = by_macro;
        team_run(4, get_value, NULL);
    }
    ck_assert_int_eq(atomic_load(&runs), 101);
    ck_assert_int_eq(atomic_load(&wrong), 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_once, 1},
        {others_wait_for_the_end, 1},
        {a_once_within_a_once, 1},
        {left_without_return, 2 * WAYS},
        {value_left_without_return, 2 * WAYS},
        {not_a_cancellation_point, 1},
        {test_once_value, 1},
    };
    return suite_run("once", tests, TEST_COUNT(tests));
}
