// cond_clock.c - tests of condition variable waits with a deadline, and of the clocks they go by.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond;

static void make_cond(clockid_t clock)
{
    pthread_condattr_t attr;
    WORKS(pthread_condattr_init(&attr));
    WORKS(pthread_condattr_setclock(&attr, clock));
    WORKS(pthread_cond_init(&cond, &attr));
    WORKS(pthread_condattr_destroy(&attr));
}

// The ways to wait until a deadline. The clock of a clockwait has nothing to do with the condition
// variable's own.
enum { WAYS = 6 };
static const struct way {
    bool named; // clockwait
    clockid_t own, clock;
} ways[WAYS] = {
    {false, CLOCK_REALTIME, CLOCK_REALTIME}, {false, CLOCK_MONOTONIC, CLOCK_MONOTONIC},
    {true, CLOCK_REALTIME, CLOCK_REALTIME},  {true, CLOCK_REALTIME, CLOCK_MONOTONIC},
    {true, CLOCK_MONOTONIC, CLOCK_REALTIME}, {true, CLOCK_MONOTONIC, CLOCK_MONOTONIC},
};

static int wait_until(const struct way *way, const struct timespec *deadline)
{
    return way->named ? pthread_cond_clockwait(&cond, &mu, way->clock, deadline)
                      : pthread_cond_timedwait(&cond, &mu, deadline);
}

static bool waiting; // a thread does, under the mutex

static void lock_when(const bool *cause)
{
    WORKS(pthread_mutex_lock(&mu));
    while (!*cause) {
        WORKS(pthread_mutex_unlock(&mu));
        sleep_ns(20000);
        WORKS(pthread_mutex_lock(&mu));
    }
}

// still_locked says whether this thread has the mutex: others have not, and it can unlock it.
static bool still_locked(void)
{
    return elsewhere(mutex_trylock, &mu) == EBUSY && pthread_mutex_lock(&mu) == EDEADLK;
}

// ---- attributes ---------------------------------------------------------------------------------

START_TEST(attributes)
{
    pthread_condattr_t attr;
    clockid_t clock = 4711;
    int shared = 4711;
    WORKS(pthread_condattr_init(&attr));
    WORKS(pthread_condattr_getclock(&attr, &clock));
    ck_assert_int_eq(clock, CLOCK_REALTIME);
    WORKS(pthread_condattr_getpshared(&attr, &shared));
    ck_assert_int_eq(shared, PTHREAD_PROCESS_PRIVATE);
    WORKS(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
    WORKS(pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_condattr_getclock(&attr, &clock));
    ck_assert_int_eq(clock, CLOCK_MONOTONIC);
    WORKS(pthread_condattr_getpshared(&attr, &shared));
    ck_assert_int_eq(shared, PTHREAD_PROCESS_SHARED);
    GIVES(EINVAL, pthread_condattr_setclock(&attr, CLOCK_PROCESS_CPUTIME_ID));
    GIVES(EINVAL, pthread_condattr_setclock(&attr, CLOCK_THREAD_CPUTIME_ID));
    GIVES(EINVAL, pthread_condattr_setclock(&attr, 4711));
    GIVES(EINVAL, pthread_condattr_setpshared(&attr, 4711));
    WORKS(pthread_condattr_destroy(&attr));
}
END_TEST

// ---- deadlines ----------------------------------------------------------------------------------

START_TEST(past_deadline)
{
    const struct way *way = &ways[_i];
    make_cond(way->own);
    mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < PAST_TIMES; i++) {
        GIVES(ETIMEDOUT, wait_until(way, &past_times[i]));
        ck_assert(still_locked());
    }
    WORKS(pthread_mutex_unlock(&mu));
}
END_TEST

START_TEST(bad_deadline)
{
    const struct way *way = &ways[_i];
    make_cond(way->own);
    mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < BAD_TIMES; i++) {
        GIVES(EINVAL, wait_until(way, &bad_times[i]));
        ck_assert(still_locked());
    }
    WORKS(pthread_mutex_unlock(&mu));
}
END_TEST

START_TEST(waits_at_least_so_long)
{
    const struct way *way = &ways[_i];
    make_cond(way->own);
    mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < 8; i++) {
        struct timespec deadline = from_now(way->clock, MILLISECONDS(i));
        int err;
        do
            err = wait_until(way, &deadline);
        while (err == 0);
        ck_assert_int_eq(err, ETIMEDOUT);
        ck_assert(reached(way->clock, deadline));
        ck_assert(still_locked());
    }
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_cond_destroy(&cond));
}
END_TEST

START_TEST(clock_that_cannot_be_waited_by)
{
    static const clockid_t clocks[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
                                       CLOCK_BOOTTIME, 4711};
    make_cond(CLOCK_REALTIME);
    mutex_make(&mu, PTHREAD_MUTEX_ERRORCHECK);
    WORKS(pthread_mutex_lock(&mu));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        GIVES(EINVAL, pthread_cond_clockwait(&cond, &mu, clocks[i], &past_times[0]));
        ck_assert(still_locked());
    }
    WORKS(pthread_mutex_unlock(&mu));
}
END_TEST

// The deadline has passed, but the mutex is another thread's: the wait is not over without it.
static atomic_bool was_let_go;

static int time_out(void *arg)
{
    struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(20));
    SHOULD(pthread_mutex_lock(&mu) == 0);
    waiting = true;
    int err;
    do
        err = pthread_cond_timedwait(&cond, &mu, &soon);
    while (err == 0);
    SHOULD(was_let_go);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    return arg == NULL ? err : -1;
}

START_TEST(mutex_after_the_deadline)
{
    make_cond(CLOCK_REALTIME);
    mutex_make(&mu, mutex_types[_i]);
    struct actor a;
    actor_start(&a, time_out, NULL);
    lock_when(&waiting);
    sleep_ns(MILLISECONDS(30));
    was_let_go = true;
    WORKS(pthread_mutex_unlock(&mu));
    GIVES(ETIMEDOUT, actor_join(&a));
    NOTHING_WRONG();
}
END_TEST

// ---- woken before the deadline ------------------------------------------------------------------

static bool ready;

struct timed {
    const struct way *way;
    struct timespec deadline;
};

static int wait_ready(void *arg)
{
    const struct timed *t = arg;
    int err = pthread_mutex_lock(&mu);
    waiting = true;
    while (err == 0 && !ready)
        err = wait_until(t->way, &t->deadline);
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

START_TEST(signalled_in_time)
{
    const struct way *way = &ways[_i % WAYS];
    struct timed t = {way, _i < WAYS ? far_future : from_now(way->clock, MILLISECONDS(3600000))};
    struct actor a;
    make_cond(way->own);
    actor_start(&a, wait_ready, &t);
    lock_when(&waiting);
    ready = true;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
}
END_TEST

// ---- a storm ------------------------------------------------------------------------------------

static long items, made, taken;
static atomic_bool stop;

static void *make_items(void *arg)
{
    for (int i = 0; i < 3000; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        items++;
        made++;
        SHOULD(pthread_cond_signal(&cond) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
        if (i % 64 == 0)
            sleep_ns(30000);
    }
    return arg;
}

static void *take_items(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)&arg | 1;
    const struct way *way = arg;
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (!stop || items > 0) {
        struct timespec deadline = from_now(way->clock, random_next(&seed) % 50000);
        int err = 0;
        while (items == 0 && err == 0)
            err = wait_until(way, &deadline);
        SHOULD(err == 0 || (err == ETIMEDOUT && reached(way->clock, deadline)));
        taken += items > 0;
        items -= items > 0;
    }
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    return NULL;
}

START_TEST(signals_and_deadlines)
{
    const struct way *way = &ways[_i];
    make_cond(way->own);
    struct team takers = team_start(4, take_items, (struct way *)(uintptr_t)way);
    team_run(3, make_items, NULL);
    stop = true;
    team_join(&takers);
    NOTHING_WRONG();
    ck_assert_int_eq(made, 3 * 3000);
    ck_assert_int_eq(taken, made);
    WORKS(pthread_cond_destroy(&cond));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {attributes, 1},
        {past_deadline, WAYS},
        {bad_deadline, WAYS},
        {waits_at_least_so_long, WAYS},
        {clock_that_cannot_be_waited_by, 1},
        {mutex_after_the_deadline, MUTEX_TYPES},
        {signalled_in_time, 2 * WAYS},
        {signals_and_deadlines, WAYS},
    };
    return suite_run("cond_clock", tests, TEST_COUNT(tests));
}
