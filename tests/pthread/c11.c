// c11.c - tests of the mutexes and condition variables of <threads.h>.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <threads.h>

static mtx_t mu;
static cnd_t cond;

enum { TYPES = 4 };
static const int types[TYPES] = {mtx_plain, mtx_timed, mtx_plain | mtx_recursive,
                                 mtx_timed | mtx_recursive};

#define ANSWERS(answer, call) ck_assert_int_eq(call, answer)
#define SUCCEEDS(call) ANSWERS(thrd_success, call)

static int lock(void *arg)
{
    return mtx_lock(arg);
}

static int trylock(void *arg)
{
    return mtx_trylock(arg);
}

static int lock_unlock(void *arg)
{
    int answer = mtx_lock(arg);
    return answer != thrd_success ? answer : mtx_unlock(arg);
}

// ---- mutexes ------------------------------------------------------------------------------------

START_TEST(locks)
{
    memset(&mu, 0xff, sizeof mu);
    SUCCEEDS(mtx_init(&mu, types[_i]));
    for (int i = 0; i < 3; i++) {
        SUCCEEDS(i == 0 ? mtx_trylock(&mu) : mtx_lock(&mu));
        ANSWERS(thrd_busy, elsewhere(trylock, &mu));
        SUCCEEDS(mtx_unlock(&mu));
        SUCCEEDS(elsewhere(lock_unlock, &mu));
    }
    mtx_destroy(&mu);
}
END_TEST

START_TEST(recursive)
{
    SUCCEEDS(mtx_init(&mu, types[2 + _i]));
    for (int i = 0; i < 100; i++)
        SUCCEEDS(i % 2 == 0 ? mtx_lock(&mu) : mtx_trylock(&mu));
    for (int i = 0; i < 100; i++) {
        if (i % 33 == 0)
            ANSWERS(thrd_busy, elsewhere(trylock, &mu));
        SUCCEEDS(mtx_unlock(&mu));
    }
    SUCCEEDS(elsewhere(lock_unlock, &mu));
    mtx_destroy(&mu);
}
END_TEST

START_TEST(waits)
{
    struct actor a;
    SUCCEEDS(mtx_init(&mu, types[_i]));
    SUCCEEDS(mtx_lock(&mu));
    actor_start(&a, lock_unlock, &mu);
    actor_blocks(&a);
    SUCCEEDS(mtx_unlock(&mu));
    SUCCEEDS(actor_join(&a));
}
END_TEST

static int timed(void *until)
{
    return mtx_timedlock(&mu, until);
}

START_TEST(deadlines)
{
    struct timespec past = {1, 0}, none = {INT32_MAX, 1000000000}, never = far_future;
    SUCCEEDS(mtx_init(&mu, types[1 + 2 * _i]));
    SUCCEEDS(mtx_timedlock(&mu, &past));
    ANSWERS(thrd_timedout, elsewhere(timed, &past));
    ANSWERS(thrd_error, elsewhere(timed, &none));
    for (int i = 0; i < 4; i++) {
        struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(i));
        ANSWERS(thrd_timedout, elsewhere(timed, &soon));
        ck_assert(reached(CLOCK_REALTIME, soon));
    }
    struct actor a;
    actor_start(&a, timed, &never);
    actor_blocks(&a);
    SUCCEEDS(mtx_unlock(&mu));
    SUCCEEDS(actor_join(&a));
    ANSWERS(thrd_busy, elsewhere(trylock, &mu));
}
END_TEST

static long counter;

static int count_up(void *arg)
{
    for (int i = 0; i < 20000; i++) {
        SHOULD(mtx_lock(&mu) == thrd_success);
        counter++;
        SHOULD(mtx_unlock(&mu) == thrd_success);
    }
    return arg == NULL ? 7 : 8;
}

START_TEST(one_at_a_time)
{
    thrd_t threads[4];
    SUCCEEDS(mtx_init(&mu, types[_i]));
    for (int i = 0; i < 4; i++)
        SUCCEEDS(thrd_create(&threads[i], count_up, NULL));
    for (int i = 0, answer; i < 4; i++) {
        SUCCEEDS(thrd_join(threads[i], &answer));
        ck_assert_int_eq(answer, 7);
    }
    NOTHING_WRONG();
    ck_assert_int_eq(counter, 4 * 20000);
}
END_TEST

// ---- condition variables ------------------------------------------------------------------------

static int waiting, tickets;

static int take_ticket(void *until)
{
    SHOULD(mtx_lock(&mu) == thrd_success);
    int answer = thrd_success;
    waiting++;
    while (tickets == 0 && answer == thrd_success)
        answer = until == NULL ? cnd_wait(&cond, &mu) : cnd_timedwait(&cond, &mu, until);
    waiting--;
    tickets -= answer == thrd_success;
    SHOULD(mtx_unlock(&mu) == thrd_success);
    return answer;
}

static void lock_when_waiting(int n)
{
    SUCCEEDS(mtx_lock(&mu));
    while (waiting != n) {
        SUCCEEDS(mtx_unlock(&mu));
        sleep_ns(20000);
        SUCCEEDS(mtx_lock(&mu));
    }
}

enum { CROWD = 5 };

START_TEST(wakes)
{
    struct timespec late = from_now(CLOCK_REALTIME, MILLISECONDS(3600000));
    SUCCEEDS(mtx_init(&mu, types[_i % TYPES]));
    memset(&cond, 0xff, sizeof cond);
    SUCCEEDS(cnd_init(&cond));
    SUCCEEDS(cnd_signal(&cond));
    SUCCEEDS(cnd_broadcast(&cond));
    for (int round = 0; round < 10; round++) {
        struct actor crowd[CROWD];
        for (int i = 0; i < CROWD; i++)
            actor_start(&crowd[i], take_ticket, i % 2 == 0 ? NULL : &late);
        lock_when_waiting(CROWD);
        tickets = CROWD;
        for (int i = 0; i < (_i < TYPES ? 1 : CROWD); i++)
            SUCCEEDS(_i < TYPES ? cnd_broadcast(&cond) : cnd_signal(&cond));
        SUCCEEDS(mtx_unlock(&mu));
        for (int i = 0; i < CROWD; i++)
            SUCCEEDS(actor_join(&crowd[i]));
        ck_assert_int_eq(tickets, 0);
    }
    NOTHING_WRONG();
    cnd_destroy(&cond);
    mtx_destroy(&mu);
}
END_TEST

START_TEST(times_out)
{
    struct timespec none = {INT32_MAX, -1};
    SUCCEEDS(mtx_init(&mu, types[_i]));
    SUCCEEDS(cnd_init(&cond));
    for (int i = 0; i < 4; i++) {
        struct timespec soon = i == 0 ? past_times[0] : from_now(CLOCK_REALTIME, MILLISECONDS(i));
        ANSWERS(thrd_timedout, take_ticket(&soon));
        ck_assert(reached(CLOCK_REALTIME, soon));
    }
    ANSWERS(thrd_error, take_ticket(&none));
    SUCCEEDS(elsewhere(lock, &mu));
    NOTHING_WRONG();
}
END_TEST

// ---- once ---------------------------------------------------------------------------------------

static once_flag once = ONCE_FLAG_INIT;

static void count_once(void)
{
    sleep_ns(MILLISECONDS(1));
    counter++;
}

static void *call(void *arg)
{
    call_once(&once, count_once);
    SHOULD(counter == 1);
    return arg;
}

START_TEST(called_once)
{
    team_run(8, call, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(counter, 1);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {locks, TYPES},         {recursive, 2},     {waits, TYPES},     {deadlines, 2},
        {one_at_a_time, TYPES}, {wakes, 2 * TYPES}, {times_out, TYPES}, {called_once, 1},
    };
    return suite_run("c11", tests, TEST_COUNT(tests));
}
