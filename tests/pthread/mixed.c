// mixed.c - tests of condition variables with mutexes of another sort: process-shared and private,
// robust, with priority inheritance. And of mutexes with priority inheritance as such.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu;
static pthread_cond_t cond;
static int waiting, tickets, cleaned;

// The sorts of mutex; of a condition variable there are two, private and process-shared.
enum { SORTS = 8 };
static const struct sort {
    int type, shared, robust, protocol;
} sorts[SORTS] = {
    {PTHREAD_MUTEX_NORMAL, 0, 0, 0},     {PTHREAD_MUTEX_RECURSIVE, 0, 0, 0},
    {PTHREAD_MUTEX_NORMAL, 1, 0, 0},     {PTHREAD_MUTEX_NORMAL, 0, 1, 0},
    {PTHREAD_MUTEX_ERRORCHECK, 1, 1, 0}, {PTHREAD_MUTEX_NORMAL, 0, 0, 1},
    {PTHREAD_MUTEX_RECURSIVE, 0, 1, 1},  {PTHREAD_MUTEX_ERRORCHECK, 1, 0, 1},
};

static void make_mutex(const struct sort *sort)
{
    pthread_mutexattr_t attr;
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_settype(&attr, sort->type));
    WORKS(pthread_mutexattr_setpshared(&attr, sort->shared ? PTHREAD_PROCESS_SHARED
                                                           : PTHREAD_PROCESS_PRIVATE));
    WORKS(pthread_mutexattr_setrobust(&attr,
                                      sort->robust ? PTHREAD_MUTEX_ROBUST : PTHREAD_MUTEX_STALLED));
    WORKS(pthread_mutexattr_setprotocol(&attr,
                                        sort->protocol ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE));
    WORKS(pthread_mutex_init(&mu, &attr));
}

enum { CASES = 2 * SORTS };

static void make_case(int i)
{
    pthread_condattr_t attr;
    make_mutex(&sorts[i % SORTS]);
    WORKS(pthread_condattr_init(&attr));
    WORKS(pthread_condattr_setpshared(&attr, i < SORTS ? PTHREAD_PROCESS_PRIVATE
                                                       : PTHREAD_PROCESS_SHARED));
    WORKS(pthread_cond_init(&cond, &attr));
}

// ---- waiting ------------------------------------------------------------------------------------

static void clean_up(void *arg)
{
    ++*(int *)arg;
    waiting--;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

static int take_ticket(void *arg)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    pthread_cleanup_push(clean_up, &cleaned);
    waiting++;
    while (tickets == 0)
        SHOULD((arg == NULL ? pthread_cond_wait(&cond, &mu)
                            : pthread_cond_timedwait(&cond, &mu, arg)) == 0);
    pthread_cleanup_pop(0);
    waiting--;
    tickets--;
    return pthread_mutex_unlock(&mu);
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

enum { CROWD = 4 };

START_TEST(wakes)
{
    make_case(_i);
    for (int round = 0; round < 20; round++) {
        struct actor crowd[CROWD];
        struct timespec late = from_now(CLOCK_REALTIME, MILLISECONDS(3600000));
        for (int i = 0; i < CROWD; i++)
            actor_start(&crowd[i], take_ticket, i % 2 == 0 ? NULL : &late);
        lock_when_waiting(CROWD);
        tickets = CROWD;
        if (round % 2 == 0)
            WORKS(pthread_cond_broadcast(&cond));
        WORKS(pthread_mutex_unlock(&mu));
        for (int i = 0; round % 2 != 0 && i < CROWD; i++)
            WORKS(pthread_cond_signal(&cond));
        for (int i = 0; i < CROWD; i++)
            WORKS(actor_join(&crowd[i]));
        ck_assert_int_eq(tickets, 0);
    }
    NOTHING_WRONG();
    WORKS(pthread_cond_destroy(&cond));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(times_out)
{
    make_case(_i);
    WORKS(pthread_mutex_lock(&mu));
    for (int i = 0; i < 4; i++) {
        clockid_t clock = i % 2 == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
        struct timespec soon = from_now(clock, MILLISECONDS(i));
        int err;
        do
            err = pthread_cond_clockwait(&cond, &mu, clock, &soon);
        while (err == 0);
        ck_assert_int_eq(err, ETIMEDOUT);
        ck_assert(reached(clock, soon));
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        GIVES(EINVAL, pthread_cond_timedwait(&cond, &mu, &bad_times[i]));
    }
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(is_cancelled)
{
    struct actor victim, other;
    make_case(_i);
    actor_start(&victim, take_ticket, NULL);
    lock_when_waiting(1);
    WORKS(pthread_mutex_unlock(&mu));
    actor_start(&other, take_ticket, NULL);
    lock_when_waiting(2);
    WORKS(pthread_cancel(victim.thread));
    WORKS(pthread_mutex_unlock(&mu));
    void *result;
    WORKS(pthread_join(victim.thread, &result));
    ck_assert_ptr_eq(result, PTHREAD_CANCELED);
    ck_assert_int_eq(cleaned, 1);
    lock_when_waiting(1);
    tickets = 1;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&other));
    NOTHING_WRONG();
}
END_TEST

// A condition variable has one sort of mutex today, and another one tomorrow.
START_TEST(sorts_in_turn)
{
    make_case(_i * SORTS);
    for (int round = 0; round < 3 * SORTS; round++) {
        struct actor crowd[2];
        make_mutex(&sorts[round % SORTS]);
        for (int i = 0; i < 2; i++)
            actor_start(&crowd[i], take_ticket, NULL);
        lock_when_waiting(2);
        tickets = 2;
        WORKS(pthread_cond_broadcast(&cond));
        WORKS(pthread_mutex_unlock(&mu));
        for (int i = 0; i < 2; i++)
            WORKS(actor_join(&crowd[i]));
        WORKS(pthread_mutex_destroy(&mu));
    }
    NOTHING_WRONG();
    WORKS(pthread_cond_destroy(&cond));
}
END_TEST

// Two threads, of whom only one can go on at a time, so that each signal counts.
static void *take_turns(void *arg)
{
    int mine = arg != NULL;
    for (int i = 0; i < 3000; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        while (tickets != mine)
            SHOULD(pthread_cond_wait(&cond, &mu) == 0);
        tickets = !mine;
        if (i % 2 == 0)
            SHOULD(pthread_cond_signal(&cond) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
        if (i % 2 != 0)
            SHOULD(pthread_cond_signal(&cond) == 0);
    }
    return NULL;
}

START_TEST(turns)
{
    make_case(_i);
    struct team one = team_start(1, take_turns, NULL), other = team_start(1, take_turns, &mu);
    team_join(&one);
    team_join(&other);
    NOTHING_WRONG();
    ck_assert_int_eq(tickets, 0);
}
END_TEST

// ---- the mutexes themselves ---------------------------------------------------------------------

static long counter;

static void *count_up(void *arg)
{
    for (int i = 0; i < 5000; i++) {
        struct timespec late = from_now(CLOCK_REALTIME, MILLISECONDS(3600000));
        SHOULD((i % 2 == 0 ? pthread_mutex_lock(&mu) : pthread_mutex_timedlock(&mu, &late)) == 0);
        counter++;
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return arg;
}

START_TEST(one_at_a_time)
{
    make_case(_i);
    team_run(4, count_up, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(counter, 4 * 5000);
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(owner_and_others)
{
    const struct sort *sort = &sorts[_i];
    make_case(_i);
    WORKS(pthread_mutex_lock(&mu));
    if (sort->type == PTHREAD_MUTEX_RECURSIVE) {
        WORKS(pthread_mutex_lock(&mu));
        WORKS(pthread_mutex_unlock(&mu));
    } else if (sort->type == PTHREAD_MUTEX_ERRORCHECK) {
        GIVES(EDEADLK, pthread_mutex_lock(&mu));
    }
    struct actor a;
    actor_start(&a, mutex_lock_unlock, &mu);
    actor_blocks(&a);
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {wakes, CASES}, {times_out, CASES},     {is_cancelled, CASES},     {sorts_in_turn, 2},
        {turns, CASES}, {one_at_a_time, SORTS}, {owner_and_others, SORTS},
    };
    return suite_run("mixed", tests, TEST_COUNT(tests));
}
