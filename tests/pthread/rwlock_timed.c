// rwlock_timed.c - tests of waiting for a pthread rwlock up to a deadline.
// SPDX-License-Identifier: MIT
#include "pthread/rw.h"

static pthread_rwlock_t rw;

// The ways to wait until a deadline, and the clock that each goes by.
static int timed_read(const struct timespec *t)
{
    return pthread_rwlock_timedrdlock(&rw, t);
}

static int realtime_read(const struct timespec *t)
{
    return pthread_rwlock_clockrdlock(&rw, CLOCK_REALTIME, t);
}

static int monotonic_read(const struct timespec *t)
{
    return pthread_rwlock_clockrdlock(&rw, CLOCK_MONOTONIC, t);
}

static int timed_write(const struct timespec *t)
{
    return pthread_rwlock_timedwrlock(&rw, t);
}

static int realtime_write(const struct timespec *t)
{
    return pthread_rwlock_clockwrlock(&rw, CLOCK_REALTIME, t);
}

static int monotonic_write(const struct timespec *t)
{
    return pthread_rwlock_clockwrlock(&rw, CLOCK_MONOTONIC, t);
}

enum { WAYS = 6, WRITES = 3 };
static const struct way {
    int (*lock)(const struct timespec *t);
    clockid_t clock;
} ways[WAYS] = {
    {timed_read, CLOCK_REALTIME},      {realtime_read, CLOCK_REALTIME},
    {monotonic_read, CLOCK_MONOTONIC}, {timed_write, CLOCK_REALTIME},
    {realtime_write, CLOCK_REALTIME},  {monotonic_write, CLOCK_MONOTONIC},
};

enum { CASES = WAYS * KINDS };

struct timed {
    const struct way *way;
    struct timespec deadline;
};

static int lock_until(void *arg)
{
    const struct timed *t = arg;
    return t->way->lock(&t->deadline);
}

static int lock_until_and_unlock(void *arg)
{
    int err = lock_until(arg);
    return err != 0 ? err : pthread_rwlock_unlock(&rw);
}

static bool is_write(const struct way *way)
{
    return way >= &ways[WRITES];
}

// hold takes what a way must wait for: alternately, if a writer can be kept out by either.
static void hold(const struct way *way, int i)
{
    WORKS(is_write(way) && i % 2 == 0 ? pthread_rwlock_rdlock(&rw) : pthread_rwlock_wrlock(&rw));
}

// ---- one thread waits ---------------------------------------------------------------------------

START_TEST(free_one_needs_no_time)
{
    rw_make(&rw, _i / WAYS);
    for (int i = 0; i < PAST_TIMES; i++) {
        WORKS(ways[_i % WAYS].lock(&past_times[i]));
        GIVES(EBUSY, elsewhere(rw_trywrlock, &rw));
        WORKS(pthread_rwlock_unlock(&rw));
    }
}
END_TEST

START_TEST(deadline_that_is_past_or_none)
{
    rw_make(&rw, _i / WAYS);
    for (int i = 0; i < PAST_TIMES + BAD_TIMES; i++) {
        bool past = i < PAST_TIMES;
        struct timed t = {&ways[_i % WAYS], past ? past_times[i] : bad_times[i - PAST_TIMES]};
        hold(t.way, i);
        GIVES(past ? ETIMEDOUT : EINVAL, elsewhere(lock_until, &t));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(elsewhere(rw_tryread, &rw));
        WORKS(elsewhere(rw_trywrite, &rw));
    }
}
END_TEST

START_TEST(waits_at_least_so_long)
{
    rw_make(&rw, _i / WAYS);
    for (int i = 0; i < 4; i++) {
        const struct way *way = &ways[_i % WAYS];
        hold(way, i);
        struct timed t = {way, from_now(way->clock, MILLISECONDS(i))};
        GIVES(ETIMEDOUT, elsewhere(lock_until, &t));
        ck_assert(reached(way->clock, t.deadline));
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(elsewhere(rw_tryread, &rw));
        WORKS(elsewhere(rw_trywrite, &rw));
    }
    WORKS(pthread_rwlock_destroy(&rw));
}
END_TEST

START_TEST(gets_it_before_the_deadline)
{
    rw_make(&rw, _i / WAYS);
    for (int i = 0; i < 4; i++) {
        const struct way *way = &ways[_i % WAYS];
        struct timed t = {way, i < 2 ? far_future : from_now(way->clock, MILLISECONDS(3600000))};
        struct actor a;
        hold(way, i);
        actor_start(&a, lock_until_and_unlock, &t);
        actor_blocks(&a);
        WORKS(pthread_rwlock_unlock(&rw));
        WORKS(actor_join(&a));
    }
    WORKS(pthread_rwlock_wrlock(&rw));
}
END_TEST

START_TEST(own_write_lock)
{
    rw_make(&rw, _i / WAYS);
    WORKS(pthread_rwlock_wrlock(&rw));
    GIVES(EDEADLK, ways[_i % WAYS].lock(&far_future));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_write, &rw));
}
END_TEST

static int lock_on(void *arg)
{
    clockid_t clock = *(clockid_t *)arg;
    int err = pthread_rwlock_clockrdlock(&rw, clock, &past_times[0]);
    return err == pthread_rwlock_clockwrlock(&rw, clock, &past_times[0]) ? err : -1;
}

START_TEST(clock_that_cannot_be_waited_by)
{
    clockid_t clocks[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME, 4711};
    rw_make(&rw, _i);
    WORKS(pthread_rwlock_wrlock(&rw));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        GIVES(EINVAL, elsewhere(lock_on, &clocks[i]));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_write, &rw));
}
END_TEST

// ---- somebody gives up, others wait on ----------------------------------------------------------

// A strict writer that gives up must let those in who waited only for it.
START_TEST(writer_gives_up)
{
    struct timed t = {&ways[WRITES + _i % WRITES], {0, 0}};
    struct actor writer, readers[3];
    rw_make(&rw, _i / WRITES);
    WORKS(pthread_rwlock_rdlock(&rw));
    t.deadline = from_now(t.way->clock, MILLISECONDS(20));
    actor_start(&writer, lock_until, &t);
    WAIT_FOR(thread_state(writer.tid) == 'S' || writer.done);
    for (int i = 0; i < 3; i++)
        actor_start(&readers[i], rw_read, &rw);
    for (int i = 0; i < 3; i++)
        WORKS(actor_join(&readers[i]));
    GIVES(ETIMEDOUT, actor_join(&writer));
    GIVES(EBUSY, elsewhere(rw_trywrlock, &rw));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(elsewhere(rw_write, &rw));
}
END_TEST

START_TEST(readers_give_up)
{
    struct timed soon = {&ways[_i % WRITES], {0, 0}}, never = {&ways[0], far_future};
    struct actor quitters[3], last, writer;
    rw_make(&rw, _i / WRITES);
    WORKS(pthread_rwlock_wrlock(&rw));
    soon.deadline = from_now(soon.way->clock, MILLISECONDS(5));
    actor_start(&quitters[0], lock_until, &soon);
    actor_start(&last, lock_until_and_unlock, &never);
    actor_start(&quitters[1], lock_until, &soon);
    actor_start(&writer, rw_write, &rw);
    actor_start(&quitters[2], lock_until, &soon);
    for (int i = 0; i < 3; i++)
        GIVES(ETIMEDOUT, actor_join(&quitters[i]));
    actor_blocks(&last);
    actor_blocks(&writer);
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(actor_join(&last));
    WORKS(actor_join(&writer));
    WORKS(pthread_rwlock_destroy(&rw));
}
END_TEST

// ---- a storm ------------------------------------------------------------------------------------

static long first, second;
static atomic_long writes;

static void use(bool write)
{
    if (write) {
        first++;
        writes++;
        second++;
    } else {
        SHOULD(first == second);
    }
}

static void *fight(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)&arg | 1;
    for (int i = 0; i < 1500; i++) {
        const struct way *way = &ways[random_next(&seed) % WAYS];
        struct timespec t = from_now(way->clock, random_next(&seed) % 50000);
        bool write = is_write(way);
        int err = i % 4 != 0 ? way->lock(&t)
                  : write    ? pthread_rwlock_wrlock(&rw)
                             : pthread_rwlock_rdlock(&rw);
        SHOULD(err == 0 || (i % 4 != 0 && err == ETIMEDOUT && reached(way->clock, t)));
        if (err != 0)
            continue;
        use(write);
        if (i % 32 == 0)
            sleep_ns(20000);
        SHOULD(pthread_rwlock_unlock(&rw) == 0);
    }
    return arg;
}

START_TEST(storm)
{
    rw_make(&rw, _i);
    team_run(6, fight, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(first, writes);
    ck_assert_int_eq(second, writes);
    WORKS(elsewhere(rw_trywrite, &rw));
    WORKS(pthread_rwlock_destroy(&rw));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {free_one_needs_no_time, CASES},
        {deadline_that_is_past_or_none, CASES},
        {waits_at_least_so_long, CASES},
        {gets_it_before_the_deadline, CASES},
        {own_write_lock, CASES},
        {clock_that_cannot_be_waited_by, KINDS},
        {writer_gives_up, WRITES * KINDS},
        {readers_give_up, WRITES * KINDS},
        {storm, KINDS},
    };
    return suite_run("rwlock_timed", tests, TEST_COUNT(tests));
}
