// sema_test.c - the public semaphore: order, tickets, deadlines, counts.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/prctl.h>

#define WAITERS 12

static pawl_sema sema;

// ---- order --------------------------------------------------------------------------------------

static struct waiter {
    int number;
    unsigned flags;
    int64_t deadline;
    int result;
    struct pawl_parker *_Atomic parker; // set just before it waits
    atomic_bool done;
} waiters[WAITERS];

static int order[WAITERS]; // who came out, first to last
static atomic_int out;

static void *wait_in_turn(void *arg)
{
    struct waiter *w = arg;
    atomic_store(&w->parker, pawl_parker_self_());
    w->result = pawl_sema_acquire_until(&sema, w->flags, w->deadline);
    if (w->result == 0) {
        int place = atomic_load(&out);
        order[place] = w->number;
        atomic_store(&out, place + 1);
    }
    atomic_store(&w->done, true);
    return NULL;
}

static bool is_queued(struct waiter *w)
{
    const struct pawl_parker *parker = atomic_load(&w->parker);
    return parker != NULL && queue_count(&sema, parker) == 1;
}

// Starts waiter i and waits until it is queued, or has timed out already.
static struct team start_waiter(int i, unsigned flags, int64_t deadline)
{
    struct waiter *w = &waiters[i];
    w->number = i;
    w->flags = flags;
    w->deadline = deadline;
    atomic_store(&w->parker, NULL);
    atomic_store(&w->done, false);
    struct team t = team_start(1, wait_in_turn, w);
    WAIT_FOR(is_queued(w) || atomic_load(&w->done));
    return t;
}

// Releases one and waits until the waiter that got it is out.
static void release_one(unsigned flags)
{
    int before = atomic_load(&out);
    pawl_sema_release(&sema, flags);
    WAIT_FOR(atomic_load(&out) == before + 1);
}

static void expect_order(const int *expected, int n)
{
    ck_assert_int_eq(atomic_load(&out), n);
    for (int i = 0; i < n; i++)
        ck_assert_msg(order[i] == expected[i], "place %d: waiter %d, not %d", i, order[i],
                      expected[i]);
    ck_assert_int_eq(queue_length(&sema), 0);
    ck_assert_uint_eq(sema.count, 0);
}

// Every third waiter queues at the front (case 1), all do (case 2), none does (case 0).
START_TEST(queue_order)
{
    struct team teams[WAITERS];
    int expected[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
        bool lifo = _i == 2 || (_i == 1 && i % 3 == 0);
        int at = lifo ? 0 : i;
        memmove(&expected[at + 1 - (at == i)], &expected[at],
                (size_t)(i - at) * sizeof expected[0]);
        expected[at] = i;
        teams[i] = start_waiter(i, lifo ? PAWL_SEMA_LIFO : 0, PAWL_NEVER);
    }
    for (int i = 0; i < WAITERS; i++)
        release_one(i % 2 == 0 ? 0 : PAWL_SEMA_HANDOFF);
    for (int i = 0; i < WAITERS; i++)
        team_join(&teams[i]);
    expect_order(expected, WAITERS);
}
END_TEST

// Waiters that time out, wherever they stand, leave the order of the others as it was.
START_TEST(time_outs_keep_the_order)
{
    struct team teams[WAITERS];
    int expected[WAITERS / 2];
    for (int i = 0; i < WAITERS; i++) {
        bool timed = i % 2 == 0;
        teams[i] = start_waiter(i, 0, timed ? pawl_now() + 5 * PAWL_MILLISECOND : PAWL_NEVER);
        if (!timed)
            expected[i / 2] = i;
    }
    for (int i = 0; i < WAITERS; i += 2) {
        team_join(&teams[i]);
        ck_assert_int_eq(waiters[i].result, PAWL_ETIMEDOUT);
    }
    ck_assert_int_eq(queue_length(&sema), WAITERS / 2);
    for (int i = 0; i < WAITERS / 2; i++)
        release_one(0);
    for (int i = 1; i < WAITERS; i += 2)
        team_join(&teams[i]);
    expect_order(expected, WAITERS / 2);
}
END_TEST

// ---- tickets ------------------------------------------------------------------------------------

// Between the release and the moment its waiter runs, nobody can take the token away.
START_TEST(nobody_robs_a_ticket)
{
    unsigned flags = _i == 0 ? 0 : PAWL_SEMA_HANDOFF;
    for (int i = 0; i < 300; i++) {
        struct team t = start_waiter(0, 0, PAWL_NEVER);
        pawl_sema_release(&sema, flags);
        ck_assert(!pawl_sema_tryacquire(&sema));
        ck_assert_int_eq(pawl_sema_acquire_until(&sema, 0, 0), PAWL_ETIMEDOUT);
        ck_assert_int_eq(queue_length(&sema), 0);
        team_join(&t);
        atomic_store(&out, 0);
    }
}
END_TEST

START_TEST(tokens_are_counted)
{
    pawl_sema three = PAWL_SEMA_INIT(3);
    ck_assert(pawl_sema_tryacquire(&three));
    pawl_sema_acquire(&three, 0);
    ck_assert_int_eq(pawl_sema_acquire_until(&three, PAWL_SEMA_LIFO, 0), 0);
    ck_assert(!pawl_sema_tryacquire(&three));
    for (int i = 0; i < 5; i++)
        pawl_sema_release(&three, 0);
    ck_assert_uint_eq(three.count, 5);
}
END_TEST

START_TEST(deadlines)
{
    prctl(PR_SET_TIMERSLACK, 1UL); // the kernel's usual 50 us too late would hide 50 us too early
    static const int64_t past[] = {INT64_MIN, -1, 0, 1};
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pawl_sema_acquire_until(&sema, 0, past[i]), PAWL_ETIMEDOUT);
    for (int i = 0; i < 200; i++) {
        int64_t deadline = pawl_now() + (int64_t)i * i * 50;
        int err = pawl_sema_acquire_until(&sema, 0, deadline);
        int64_t now = pawl_now();
        EXPECT(err == PAWL_ETIMEDOUT, "returned %d", err);
        EXPECT(now >= deadline, "%lld ns early", (long long)(deadline - now));
        ck_assert_int_eq(queue_length(&sema), 0);
    }
    pawl_sema_release(&sema, 0);
    ck_assert_int_eq(pawl_sema_acquire_until(&sema, 0, 0), 0);
    ck_assert_uint_eq(sema.count, 0);
}
END_TEST

// ---- tokens are neither lost nor made -----------------------------------------------------------

#define PASSES SCALED(20000)

static atomic_long taken, given;

// Gives one and takes one, the latter often with a deadline that is nearly over.
static void *give_and_take(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)&arg | 1;
    for (int i = 0; i < PASSES; i++) {
        pawl_sema_release(&sema, random_next(&seed) % 2);
        atomic_fetch_add(&given, 1);
        int64_t deadline = pawl_now() + random_next(&seed) % 20000;
        unsigned flags = random_next(&seed) % 2;
        if (random_next(&seed) % 4 == 0)
            pawl_sema_acquire(&sema, flags);
        else if (pawl_sema_acquire_until(&sema, flags, deadline) != 0)
            continue;
        atomic_fetch_add(&taken, 1);
    }
    return NULL;
}

// There are always at least as many tokens as threads that wait without a deadline: none hangs.
START_TEST(tokens_are_conserved)
{
    team_run(8, give_and_take, NULL);
    ck_assert_int_eq(sema.count, atomic_load(&given) - atomic_load(&taken));
    ck_assert(table_is_empty());
}
END_TEST

// 10^5 semaphores, each taken and given by several threads.
#define MANY 100000

static pawl_sema many[MANY];

static void *visit_all(void *arg)
{
    (void)arg;
    for (int i = 0; i < MANY; i++) {
        pawl_sema_acquire(&many[i], 0);
        pawl_sema_release(&many[i], 0);
    }
    return NULL;
}

START_TEST(many_semaphores)
{
    for (int i = 0; i < MANY; i++)
        pawl_sema_release(&many[i], 0);
    team_run(4, visit_all, NULL);
    for (int i = 0; i < MANY; i++)
        EXPECT(many[i].count == 1, "semaphore %d has %u", i, many[i].count);
    ck_assert(table_is_empty());
}
END_TEST

// ---- Go's TestSemaHandoff, as a measure ---------------------------------------------------------

static pawl_sema handoff;
static atomic_int first; // 1: the released waiter ran first, 2: the releaser went on
static atomic_bool stop;

static void *keep_busy(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop))
        pawl_go_yield();
    return NULL;
}

static void *wait_for_handoff(void *arg)
{
    (void)arg;
    pawl_sema_acquire(&handoff, 0);
    atomic_compare_exchange_strong(&first, &(int){0}, 1);
    return NULL;
}

// Go demands two thirds, as its scheduler lets a goroutine hand over its CPU. The kernel offers a
// thread nothing like that, so this only prints how often it happened.
START_TEST(test_sema_handoff)
{
    struct team busy = team_start(2, keep_busy, NULL);
    int successes = 0, rounds = team_is_all_threads() ? SCALED(1000) : 20;
    for (int i = 0; i < rounds; i++) {
        atomic_store(&first, 0);
        struct team t = team_start(1, wait_for_handoff, NULL);
        while (queue_length(&handoff) == 0)
            pawl_go_yield();
        pawl_sema_release(&handoff, PAWL_SEMA_HANDOFF);
        atomic_compare_exchange_strong(&first, &(int){0}, 2);
        team_join(&t);
        successes += atomic_load(&first) == 1;
    }
    atomic_store(&stop, true);
    team_join(&busy);
    printf("hand-off: the released waiter ran first in %d of %d rounds\n", successes, rounds);
    ck_assert_uint_eq(handoff.count, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {queue_order, 3},
        {time_outs_keep_the_order, 1},
        {nobody_robs_a_ticket, 2},
        {tokens_are_counted, 1},
        {deadlines, 1},
        {tokens_are_conserved, 1},
        {many_semaphores, 1},
        {test_sema_handoff, 1},
    };
    return suite_run("sema", tests, TEST_COUNT(tests));
}
