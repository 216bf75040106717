// mutex_timed.c - tests of waiting for a pthread mutex up to a deadline.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu;

// The three ways to wait until a deadline, and the clock that each goes by.
static int timedlock(pthread_mutex_t *m, const struct timespec *deadline)
{
    return pthread_mutex_timedlock(m, deadline);
}

static int clocklock_realtime(pthread_mutex_t *m, const struct timespec *deadline)
{
    return pthread_mutex_clocklock(m, CLOCK_REALTIME, deadline);
}

static int clocklock_monotonic(pthread_mutex_t *m, const struct timespec *deadline)
{
    return pthread_mutex_clocklock(m, CLOCK_MONOTONIC, deadline);
}

enum { WAYS = 3 };
static const struct way {
    int (*lock)(pthread_mutex_t *m, const struct timespec *deadline);
    clockid_t clock;
} ways[WAYS] = {
    {timedlock, CLOCK_REALTIME},
    {clocklock_realtime, CLOCK_REALTIME},
    {clocklock_monotonic, CLOCK_MONOTONIC},
};

// Every type in every way.
enum { CASES = MUTEX_TYPES * WAYS };

static const struct way *way_of(int i)
{
    return &ways[i / MUTEX_TYPES];
}

// A thread's call, with its deadline.
struct timed {
    const struct way *way;
    struct timespec deadline;
};

static int lock_until(void *arg)
{
    const struct timed *t = arg;
    return t->way->lock(&mu, &t->deadline);
}

static int lock_until_and_unlock(void *arg)
{
    int err = lock_until(arg);
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

// ---- it is free ---------------------------------------------------------------------------------

// "Under no circumstance shall the function fail with a timeout if the mutex can be locked
// immediately. The validity of the abstime parameter need not be checked", and glibc does not.
START_TEST(free_one_needs_no_time)
{
    mutex_make(&mu, mutex_types[_i % MUTEX_TYPES]);
    for (int i = 0; i < PAST_TIMES + BAD_TIMES; i++) {
        const struct timespec *t = i < PAST_TIMES ? &past_times[i] : &bad_times[i - PAST_TIMES];
        WORKS(way_of(_i)->lock(&mu, t));
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        WORKS(pthread_mutex_unlock(&mu));
    }
}
END_TEST

// ---- it is locked -------------------------------------------------------------------------------

START_TEST(past_deadline)
{
    mutex_make(&mu, mutex_types[_i % MUTEX_TYPES]);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < PAST_TIMES; i++) {
        struct timed t = {way_of(_i), past_times[i]};
        GIVES(ETIMEDOUT, elsewhere(lock_until, &t));
    }
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(bad_deadline)
{
    mutex_make(&mu, mutex_types[_i % MUTEX_TYPES]);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < BAD_TIMES; i++) {
        struct timed t = {way_of(_i), bad_times[i]};
        GIVES(EINVAL, elsewhere(lock_until, &t));
    }
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(waits_at_least_so_long)
{
    mutex_make(&mu, mutex_types[_i % MUTEX_TYPES]);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < 5; i++) {
        struct timed t = {way_of(_i), from_now(way_of(_i)->clock, MILLISECONDS(i))};
        GIVES(ETIMEDOUT, elsewhere(lock_until, &t));
        ck_assert(reached(t.way->clock, t.deadline));
    }
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(gets_it_before_the_deadline)
{
    mutex_make(&mu, mutex_types[_i % MUTEX_TYPES]);
    for (int i = 0; i < 2; i++) {
        const struct way *way = way_of(_i);
        struct timed t = {way, i ? far_future : from_now(way->clock, MILLISECONDS(3600000))};
        struct actor a;
        WORKS(pthread_mutex_lock(&mu));
        actor_start(&a, lock_until_and_unlock, &t);
        actor_blocks(&a);
        WORKS(pthread_mutex_unlock(&mu));
        WORKS(actor_join(&a));
    }
    WORKS(pthread_mutex_lock(&mu));
}
END_TEST

START_TEST(owner_waits_for_itself)
{
    int type = mutex_types[_i % MUTEX_TYPES];
    mutex_make(&mu, type);
    WORKS(pthread_mutex_lock(&mu));
    struct timespec deadline = from_now(way_of(_i)->clock, MILLISECONDS(2));
    int answer = type == PTHREAD_MUTEX_ERRORCHECK  ? EDEADLK
                 : type == PTHREAD_MUTEX_RECURSIVE ? 0
                                                   : ETIMEDOUT;
    GIVES(answer, way_of(_i)->lock(&mu, &deadline));
    if (answer == ETIMEDOUT)
        ck_assert(reached(way_of(_i)->clock, deadline));
    WORKS(pthread_mutex_unlock(&mu));
    GIVES(answer == 0 ? EBUSY : 0, elsewhere(mutex_trylock, &mu));
}
END_TEST

// ---- clocks -------------------------------------------------------------------------------------

static int clocklock_on(void *clock)
{
    return pthread_mutex_clocklock(&mu, *(clockid_t *)clock, &past_times[0]);
}

START_TEST(clock_that_cannot_be_waited_by)
{
    clockid_t clocks[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME, 4711};
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        GIVES(EINVAL, elsewhere(clocklock_on, &clocks[i]));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// ---- many ---------------------------------------------------------------------------------------

// Who gives up in a queue leaves the others their places: the last one still gets it.
START_TEST(others_give_up)
{
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    struct timed soon[6], never = {&ways[0], far_future};
    struct actor quitters[6], last;
    for (int i = 0; i < 6; i++) {
        soon[i].way = &ways[i % WAYS];
        soon[i].deadline = from_now(soon[i].way->clock, MILLISECONDS(1 + 2 * (i % 4)));
        actor_start(&quitters[i], lock_until, &soon[i]);
        if (i == 2)
            actor_start(&last, lock_until_and_unlock, &never);
    }
    for (int i = 0; i < 6; i++)
        GIVES(ETIMEDOUT, actor_join(&quitters[i]));
    actor_blocks(&last);
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&last));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

static long counter;
static atomic_long got, gave_up;

static void *impatient(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)&arg | 1;
    for (int i = 0; i < 1500; i++) {
        const struct way *way = &ways[random_next(&seed) % WAYS];
        struct timespec t = from_now(way->clock, random_next(&seed) % 30000);
        int err = way->lock(&mu, &t);
        if (err != 0) {
            SHOULD(err == ETIMEDOUT && reached(way->clock, t));
            gave_up++;
            continue;
        }
        counter++;
        got++;
        if (i % 16 == 0)
            sleep_ns(20000);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return arg;
}

// No unlock is lost on one who was giving up at that moment.
START_TEST(storm_of_deadlines)
{
    mutex_make(&mu, mutex_types[_i]);
    team_run(6, impatient, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(counter, got);
    ck_assert_int_eq(got + gave_up, 6 * 1500);
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {free_one_needs_no_time, CASES},
        {past_deadline, CASES},
        {bad_deadline, CASES},
        {waits_at_least_so_long, CASES},
        {gets_it_before_the_deadline, CASES},
        {owner_waits_for_itself, CASES},
        {clock_that_cannot_be_waited_by, MUTEX_TYPES},
        {others_give_up, MUTEX_TYPES},
        {storm_of_deadlines, MUTEX_TYPES},
    };
    return suite_run("mutex_timed", tests, TEST_COUNT(tests));
}
