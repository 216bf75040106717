// storm.c - producers and consumers around condition variables, with exact counts: one wake-up that
// is lost, and all of them sleep for ever.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

enum { PRODUCERS = 3, CONSUMERS = 4, ITEMS = 2000 };

// A queue of a few places, as in every textbook. Both sides wait on a condition of their own.
static pthread_mutex_t mu;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static int capacity, length, producing;
static long places[8], sum_in, sum_out, taken;
static bool broadcast, after_unlock;

static void tell(pthread_cond_t *c)
{
    SHOULD((broadcast ? pthread_cond_broadcast(c) : pthread_cond_signal(c)) == 0);
}

static void unlock_and_tell(pthread_cond_t *c)
{
    if (!after_unlock)
        tell(c);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    if (after_unlock)
        tell(c);
}

static void put(long item)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (length == capacity)
        SHOULD(pthread_cond_wait(&not_full, &mu) == 0);
    places[length++] = item;
    sum_in += item;
    unlock_and_tell(&not_empty);
}

// get returns 0 when there is nothing to come.
static long get(void)
{
    long item = 0;
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (length == 0 && producing > 0)
        SHOULD(pthread_cond_wait(&not_empty, &mu) == 0);
    if (length > 0) {
        item = places[--length];
        sum_out += item;
        taken++;
    }
    unlock_and_tell(&not_full);
    return item;
}

static void *produce(void *arg)
{
    for (long i = 1; i <= ITEMS; i++)
        put(i);
    SHOULD(pthread_mutex_lock(&mu) == 0);
    if (--producing == 0)
        SHOULD(pthread_cond_broadcast(&not_empty) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    return arg;
}

static void *consume(void *arg)
{
    while (get() != 0)
        continue;
    return arg;
}

// Every type of mutex, with signals or broadcasts, before or after the unlock, with places for one
// item or for eight.
enum { CASES = MUTEX_TYPES * 8 };

START_TEST(producers_and_consumers)
{
    mutex_make(&mu, mutex_types[_i / 8]);
    broadcast = _i % 2 != 0;
    after_unlock = _i / 2 % 2 != 0;
    capacity = _i / 4 % 2 != 0 ? 8 : 1;
    producing = PRODUCERS;
    struct team consumers = team_start(CONSUMERS, consume, NULL);
    team_run(PRODUCERS, produce, NULL);
    team_join(&consumers);
    NOTHING_WRONG();
    ck_assert_int_eq(taken, PRODUCERS * ITEMS);
    ck_assert_int_eq(sum_out, sum_in);
    ck_assert_int_eq(length, 0);
    WORKS(pthread_cond_destroy(&not_empty));
    WORKS(pthread_cond_destroy(&not_full));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

// ---- one condition variable for all -------------------------------------------------------------

// Each thread waits for its number, so that a broadcast wakes many for one.
static int turn, turns;

static void *take_turns(void *arg)
{
    int mine = (int)(intptr_t)arg;
    for (int i = 0; i < 300; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        while (turn != mine)
            SHOULD(pthread_cond_wait(&not_empty, &mu) == 0);
        turns++;
        turn = (turn + 1) % PRODUCERS;
        SHOULD(pthread_cond_broadcast(&not_empty) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return NULL;
}

START_TEST(turns_of_all)
{
    pthread_t threads[PRODUCERS];
    mutex_make(&mu, mutex_types[_i]);
    for (intptr_t i = 0; i < PRODUCERS; i++)
        WORKS(pthread_create(&threads[i], NULL, take_turns, (void *)i));
    for (int i = 0; i < PRODUCERS; i++)
        WORKS(pthread_join(threads[i], NULL));
    NOTHING_WRONG();
    ck_assert_int_eq(turns, PRODUCERS * 300);
}
END_TEST

// A barrier that is used again at once: those of the next round wait beside those who still have to
// wake up from the last one.
static int arrived, generation;

static void *meet(void *arg)
{
    for (int i = 0; i < 500; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        int mine = generation;
        SHOULD(mine == i);
        if (++arrived == CONSUMERS) {
            arrived = 0;
            generation++;
            SHOULD(pthread_cond_broadcast(&not_full) == 0);
        }
        while (generation == mine)
            SHOULD(pthread_cond_wait(&not_full, &mu) == 0);
        SHOULD(pthread_mutex_unlock(&mu) == 0);
    }
    return arg;
}

START_TEST(meetings)
{
    mutex_make(&mu, mutex_types[_i]);
    team_run(CONSUMERS, meet, NULL);
    NOTHING_WRONG();
    ck_assert_int_eq(generation, 500);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {producers_and_consumers, CASES},
        {turns_of_all, MUTEX_TYPES},
        {meetings, MUTEX_TYPES},
    };
    return suite_run("storm", tests, TEST_COUNT(tests));
}
