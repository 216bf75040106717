// order_test.c - who waits for a mutex gets it in which order.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_mutex mu;
static int passed; // guarded by mu

#define IN_LINE 8

static int order[IN_LINE];
static struct pawl_parker *_Atomic parkers[IN_LINE];
static atomic_int next_number;

static void *pass_in_line(void *arg)
{
    (void)arg;
    int number = atomic_fetch_add(&next_number, 1);
    atomic_store(&parkers[number], pawl_parker_self_());
    pawl_mutex_lock(&mu);
    order[passed++] = number;
    pawl_mutex_unlock(&mu);
    return NULL;
}

// Nobody overtakes here, so the waiters pass in the order of their arrival.
START_TEST(newcomers_queue_at_the_back)
{
    struct team teams[IN_LINE];
    pawl_mutex_lock(&mu);
    for (int i = 0; i < IN_LINE; i++) {
        teams[i] = team_start(1, pass_in_line, NULL);
        WAIT_FOR(queue_length(&mu.sema) == i + 1);
    }
    pawl_mutex_unlock(&mu);
    for (int i = 0; i < IN_LINE; i++)
        team_join(&teams[i]);
    for (int i = 0; i < IN_LINE; i++)
        ck_assert_int_eq(order[i], i);
}
END_TEST

// Unlocks and takes the lock again before the waiter that was woken can. Or returns false, without
// the lock, because the waiter was faster.
static bool overtake(void)
{
    pawl_mutex_unlock(&mu);
    if (!pawl_mutex_trylock(&mu))
        return false;
    if (passed > 0) {
        pawl_mutex_unlock(&mu);
        return false;
    }
    WAIT_FOR(queue_length(&mu.sema) == 2);
    return true;
}

// The first of two waiters is overtaken: it must be the first again. It may also be faster.
START_TEST(loser_queues_at_the_front)
{
    for (bool overtaken = false; !overtaken;) {
        struct team teams[2];
        atomic_store(&next_number, 0);
        passed = 0;
        pawl_mutex_lock(&mu);
        for (int i = 0; i < 2; i++) {
            teams[i] = team_start(1, pass_in_line, NULL);
            WAIT_FOR(queue_length(&mu.sema) == i + 1);
        }
        overtaken = overtake();
        if (overtaken) {
            ck_assert_ptr_eq(queue_front(&mu.sema), atomic_load(&parkers[0]));
            pawl_mutex_unlock(&mu);
        }
        team_join(&teams[0]);
        team_join(&teams[1]);
    }
    ck_assert_uint_eq(mu.state, 0);
    ck_assert_uint_eq(mu.sema.count, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {newcomers_queue_at_the_back, 1},
        {loser_queues_at_the_front, 1},
    };
    return suite_run("order", tests, TEST_COUNT(tests));
}
