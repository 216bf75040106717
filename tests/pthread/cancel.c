// cancel.c - tests of what does not end by cancellation: waits for a mutex or a rwlock. And a storm
// of cancellations around a condition variable.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

// ---- locks are no cancellation points -----------------------------------------------------------

static int mutex_timed(void)
{
    return pthread_mutex_timedlock(&mu, &far_future);
}

static int mutex_clock(void)
{
    return pthread_mutex_clocklock(&mu, CLOCK_MONOTONIC, &far_future);
}

static int mutex_plain(void)
{
    return pthread_mutex_lock(&mu);
}

static int mutex_free(void)
{
    return pthread_mutex_unlock(&mu);
}

// The standard would allow rwlocks to be cancellation points. glibc's are none, and programs that
// are cancelled in its midst do not clean up behind one.
static int read_lock(void)
{
    return pthread_rwlock_rdlock(&rw);
}

static int read_clock(void)
{
    return pthread_rwlock_clockrdlock(&rw, CLOCK_MONOTONIC, &far_future);
}

static int write_lock(void)
{
    return pthread_rwlock_wrlock(&rw);
}

static int write_timed(void)
{
    return pthread_rwlock_timedwrlock(&rw, &far_future);
}

static int rw_free(void)
{
    return pthread_rwlock_unlock(&rw);
}

enum { WAYS = 7, MUTEX_WAYS = 3 };
static const struct way {
    int (*lock)(void), (*unlock)(void);
} ways[WAYS] = {
    {mutex_plain, mutex_free}, {mutex_timed, mutex_free}, {mutex_clock, mutex_free},
    {read_lock, rw_free},      {read_clock, rw_free},     {write_lock, rw_free},
    {write_timed, rw_free},
};

struct victim {
    const struct way *way;
    atomic_bool go, came_through;
};

static int lock_and_end(void *arg)
{
    struct victim *v = arg;
    while (!v->go)
        sched_yield();
    SHOULD(v->way->lock() == 0);
    SHOULD(v->way->unlock() == 0);
    v->came_through = true;
    pthread_testcancel();
    note_wrong(__LINE__);
    return 0;
}

static void is_cancelled(struct actor *a)
{
    void *result;
    WORKS(pthread_join(a->thread, &result));
    ck_assert_ptr_eq(result, PTHREAD_CANCELED);
}

START_TEST(pending_while_it_is_free)
{
    struct victim v = {&ways[_i], false, false};
    struct actor a;
    actor_start(&a, lock_and_end, &v);
    WORKS(pthread_cancel(a.thread));
    v.go = true;
    is_cancelled(&a);
    ck_assert(v.came_through);
    NOTHING_WRONG();
}
END_TEST

START_TEST(while_it_waits)
{
    const struct way *hold = &ways[_i < MUTEX_WAYS ? 0 : 5];
    struct victim v = {&ways[_i], true, false};
    struct actor a;
    WORKS(hold->lock());
    actor_start(&a, lock_and_end, &v);
    actor_blocks(&a);
    WORKS(pthread_cancel(a.thread));
    sleep_ns(MILLISECONDS(2));
    actor_blocks(&a);
    ck_assert(!v.came_through);
    WORKS(hold->unlock());
    is_cancelled(&a);
    ck_assert(v.came_through);
    NOTHING_WRONG();
    WORKS(hold->lock()); // it has not gone with the lock
}
END_TEST

// ---- a storm ------------------------------------------------------------------------------------

enum { CROWD = 6, ITEMS = 2000 };

static int items, taken;
static atomic_int cancelled;
static bool closed;

static void unlock_mu(void *arg)
{
    *(int *)arg += 1;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

// Takes items until it is cancelled. It is alive again in the thread that follows it.
static void *take(void *arg)
{
    int cleaned = 0;
    (void)arg;
    while (true) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        pthread_cleanup_push(unlock_mu, &cleaned);
        while (items == 0 && !closed)
            SHOULD(pthread_cond_wait(&cond, &mu) == 0);
        pthread_cleanup_pop(0);
        bool last = closed && items == 0;
        taken += !last;
        items -= !last;
        SHOULD(pthread_mutex_unlock(&mu) == 0);
        if (last)
            return NULL;
    }
}

static atomic_bool stop;

static void *keep_alive(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg * 7919 + 1;
    while (!stop) {
        pthread_t t;
        void *result;
        SHOULD(pthread_create(&t, NULL, take, NULL) == 0);
        sleep_ns((long)(random_next(&seed) % 300000));
        SHOULD(pthread_cancel(t) == 0);
        SHOULD(pthread_join(t, &result) == 0);
        cancelled += result == PTHREAD_CANCELED;
    }
    return NULL;
}

static void *give(void *arg)
{
    for (int i = 0; i < ITEMS; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        items++;
        if (i % 3 == 0)
            SHOULD(pthread_cond_signal(&cond) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
        if (i % 3 != 0)
            SHOULD(pthread_cond_signal(&cond) == 0);
        if (i % 16 == 0)
            sleep_ns(50000);
    }
    return arg;
}

// One waiter is never cancelled: whatever signal a cancelled one swallows, this one misses.
static int take_last(void *arg)
{
    return take(arg) != NULL;
}

START_TEST(storm)
{
    struct actor last;
    actor_start(&last, take_last, NULL);
    struct team crowd = {.threads = calloc(CROWD, sizeof(pthread_t)), .n = CROWD};
    for (intptr_t i = 0; i < CROWD; i++)
        WORKS(pthread_create(&crowd.threads[i], NULL, keep_alive, (void *)i));
    team_run(2, give, NULL);
    stop = true;
    team_join(&crowd);
    // All items are taken with no further signal.
    int left;
    do {
        WORKS(pthread_mutex_lock(&mu));
        left = items;
        WORKS(pthread_mutex_unlock(&mu));
        sleep_ns(20000);
    } while (left > 0);
    WORKS(pthread_mutex_lock(&mu));
    closed = true;
    WORKS(pthread_cond_broadcast(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&last));
    NOTHING_WRONG();
    ck_assert_int_eq(taken, 2 * ITEMS);
    ck_assert_int_gt(cancelled, 0);
    WORKS(pthread_cond_destroy(&cond));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {pending_while_it_is_free, WAYS},
        {while_it_waits, WAYS},
        {storm, 3},
    };
    return suite_run("cancel", tests, TEST_COUNT(tests));
}
