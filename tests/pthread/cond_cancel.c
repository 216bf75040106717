// cond_cancel.c - tests of cancelling threads that wait on a condition variable.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int waiting, tickets, cleaned;

// ---- the ways to wait ---------------------------------------------------------------------------

static int plain_wait(void)
{
    return pthread_cond_wait(&cond, &mu);
}

static int timed_wait(void)
{
    struct timespec deadline = from_now(CLOCK_REALTIME, MILLISECONDS(3600000));
    return pthread_cond_timedwait(&cond, &mu, &deadline);
}

static int clock_wait(void)
{
    struct timespec deadline = from_now(CLOCK_MONOTONIC, MILLISECONDS(3600000));
    return pthread_cond_clockwait(&cond, &mu, CLOCK_MONOTONIC, &deadline);
}

static int endless_wait(void)
{
    return pthread_cond_timedwait(&cond, &mu, &far_future);
}

enum { WAYS = 4 };
static int (*const ways[WAYS])(void) = {plain_wait, timed_wait, clock_wait, endless_wait};

enum { CASES = WAYS * MUTEX_TYPES };

// ---- a thread that waits ------------------------------------------------------------------------

// What the waiter does about cancellation before it waits.
struct waiter {
    int (*wait)(void);
    int type, state;
    atomic_bool go;
};

// "The mutex shall be re-acquired before calling the first cancellation cleanup handler".
static void clean_up(void *arg)
{
    (void)arg;
    cleaned++;
    waiting--;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

static int wait_for_ticket(void *arg)
{
    struct waiter *w = arg;
    SHOULD(pthread_setcancelstate(w->state, NULL) == 0);
    SHOULD(pthread_mutex_lock(&mu) == 0);
    pthread_cleanup_push(clean_up, NULL);
    SHOULD(pthread_setcanceltype(w->type, NULL) == 0);
    waiting++;
    while (tickets == 0)
        SHOULD(w->wait() == 0);
    SHOULD(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, NULL) == 0);
    tickets--;
    waiting--;
    pthread_cleanup_pop(0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    w->go = true;
    SHOULD(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL) == 0);
    pthread_testcancel();
    return 0;
}

static void lock_when_waiting(int n)
{
    WORKS(pthread_mutex_lock(&mu));
    while (waiting != n) {
        WORKS(pthread_mutex_unlock(&mu));
        sleep_ns(20000);
        WORKS(pthread_mutex_lock(&mu));
    }
}

// was_cancelled joins the actor, and says whether it was cancelled.
static bool was_cancelled(struct actor *a)
{
    void *result;
    WORKS(pthread_join(a->thread, &result));
    return result == PTHREAD_CANCELED;
}

// ---- one is cancelled ---------------------------------------------------------------------------

START_TEST(mutex_is_locked_in_the_handlers)
{
    struct waiter w = {ways[_i % WAYS], PTHREAD_CANCEL_DEFERRED, PTHREAD_CANCEL_ENABLE, false};
    struct actor a;
    mutex_make(&mu, mutex_types[_i / WAYS]);
    actor_start(&a, wait_for_ticket, &w);
    lock_when_waiting(1);
    WORKS(pthread_cancel(a.thread));
    actor_blocks(&a); // it cannot go on without the mutex
    ck_assert_int_eq(cleaned, 0);
    WORKS(pthread_mutex_unlock(&mu));
    ck_assert(was_cancelled(&a));
    NOTHING_WRONG();
    ck_assert_int_eq(cleaned, 1);
    WORKS(pthread_mutex_lock(&mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_cond_destroy(&cond));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

// The type is asynchronous while it waits, and only then is it cancelled.
START_TEST(asynchronous)
{
    struct waiter w = {ways[_i % WAYS], PTHREAD_CANCEL_ASYNCHRONOUS, PTHREAD_CANCEL_ENABLE, false};
    struct actor a;
    mutex_make(&mu, mutex_types[_i / WAYS]);
    actor_start(&a, wait_for_ticket, &w);
    lock_when_waiting(1);
    WORKS(pthread_mutex_unlock(&mu));
    actor_blocks(&a);
    WORKS(pthread_cancel(a.thread));
    ck_assert(was_cancelled(&a));
    NOTHING_WRONG();
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(disabled)
{
    struct waiter w = {ways[_i % WAYS],
                       _i < WAYS ? PTHREAD_CANCEL_DEFERRED : PTHREAD_CANCEL_ASYNCHRONOUS,
                       PTHREAD_CANCEL_DISABLE, false};
    struct actor a;
    mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
    actor_start(&a, wait_for_ticket, &w);
    lock_when_waiting(1);
    WORKS(pthread_cancel(a.thread));
    WORKS(pthread_mutex_unlock(&mu));
    actor_blocks(&a);
    ck_assert(!w.go);
    lock_when_waiting(1);
    tickets = 1;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    ck_assert(was_cancelled(&a)); // afterwards, by pthread_testcancel
    ck_assert(w.go);
    ck_assert_int_eq(cleaned, 0);
    NOTHING_WRONG();
}
END_TEST

// A request that was there before acts at the wait, even if there was nothing to wait for.
static int wait_when_told(void *arg)
{
    struct waiter *w = arg;
    while (!w->go)
        sched_yield(); // not a cancellation point
    SHOULD(pthread_mutex_lock(&mu) == 0);
    pthread_cleanup_push(clean_up, NULL);
    waiting++;
    tickets = 1;
    SHOULD(pthread_cond_signal(&cond) == 0);
    w->wait();
    note_wrong(__LINE__);
    pthread_cleanup_pop(1);
    return 0;
}

START_TEST(pending_request)
{
    struct waiter w = {ways[_i % WAYS], 0, 0, false};
    struct actor a;
    mutex_make(&mu, mutex_types[_i / WAYS]);
    actor_start(&a, wait_when_told, &w);
    WORKS(pthread_cancel(a.thread));
    w.go = true;
    ck_assert(was_cancelled(&a));
    NOTHING_WRONG();
    ck_assert_int_eq(cleaned, 1);
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// Several handlers run, the last first, and a thread may leave by pthread_exit from its waiting.
static void count(void *arg)
{
    ++*(int *)arg;
}

static int leave_from_waiting(void *arg)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    pthread_cleanup_push(count, arg);
    pthread_cleanup_push(clean_up, NULL);
    waiting++;
    while (tickets == 0)
        SHOULD(pthread_cond_wait(&cond, &mu) == 0);
    pthread_exit(arg);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return 0;
}

START_TEST(exit_with_handlers)
{
    int counted = 0;
    for (int cancel = 0; cancel < 2; cancel++) {
        struct actor a;
        void *result;
        mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
        actor_start(&a, leave_from_waiting, &counted);
        lock_when_waiting(1);
        tickets = !cancel;
        WORKS(cancel ? pthread_cancel(a.thread) : pthread_cond_signal(&cond));
        WORKS(pthread_mutex_unlock(&mu));
        WORKS(pthread_join(a.thread, &result));
        ck_assert_ptr_eq(result, cancel ? PTHREAD_CANCELED : &counted);
        ck_assert_int_eq(counted, cancel + 1);
        tickets = 0;
    }
    NOTHING_WRONG();
}
END_TEST

// ---- one of several is cancelled ----------------------------------------------------------------

// "A thread that has been unblocked because it has been canceled [...] shall not consume any
// condition signal that may be directed concurrently at the condition variable if there are other
// threads blocked".
START_TEST(signal_is_not_swallowed)
{
    static struct waiter w[2];
    struct actor a[2];
    mutex_make(&mu, mutex_types[_i / WAYS]);
    for (int round = 0; round < 60; round++) {
        tickets = 0;
        for (int i = 0; i < 2; i++) {
            w[i] = (struct waiter){ways[_i % WAYS], 0, 0, false};
            actor_start(&a[i], wait_for_ticket, &w[i]);
        }
        lock_when_waiting(2);
        bool cancel_first = round % 2 == 0, in_mutex = round / 2 % 2 == 0;
        int victim = round / 4 % 2;
        if (cancel_first)
            WORKS(pthread_cancel(a[victim].thread));
        tickets = 1;
        if (!in_mutex)
            WORKS(pthread_mutex_unlock(&mu));
        WORKS(pthread_cond_signal(&cond));
        if (!cancel_first) {
            sleep_ns(round * 1500 - 45000); // at any moment of its way out of the wait
            WORKS(pthread_cancel(a[victim].thread));
        }
        if (in_mutex)
            WORKS(pthread_mutex_unlock(&mu));
        // Either the victim has taken the ticket, or the other one has. The last one is let go.
        if (was_cancelled(&a[victim]) && w[victim].go == false)
            WORKS(actor_join(&a[1 - victim]));
        else {
            WORKS(pthread_mutex_lock(&mu));
            tickets = 1;
            WORKS(pthread_cond_signal(&cond));
            WORKS(pthread_mutex_unlock(&mu));
            WORKS(actor_join(&a[1 - victim]));
        }
        ck_assert_int_eq(tickets, 0);
        ck_assert_int_eq(waiting, 0);
    }
    NOTHING_WRONG();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {mutex_is_locked_in_the_handlers, CASES},
        {asynchronous, CASES},
        {disabled, 2 * WAYS},
        {pending_request, CASES},
        {exit_with_handlers, 1},
        {signal_is_not_swallowed, CASES},
    };
    return suite_run("cond_cancel", tests, TEST_COUNT(tests));
}
