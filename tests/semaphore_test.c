// semaphore_test.c - the weighted semaphore: the tests of golang.org/x/sync/semaphore, and ours.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(10);
static atomic_int served, wrong;

static uint32_t held(const pawl_semaphore *s)
{
    return pawl_word_load_acq(&s->held) / 2;
}

static int queued(void)
{
    return queue_length_at(&sem.held);
}

// A thread that acquires n at once, and knows when it was served.
struct asker {
    uint32_t n;
    int64_t deadline;
    atomic_int result; // -1: not yet
    int place;         // how many were served before it
    struct team thread;
};

static void *ask(void *arg)
{
    struct asker *a = arg;
    int err = pawl_semaphore_acquire_until(&sem, a->n, a->deadline);
    if (err == 0)
        a->place = atomic_fetch_add(&served, 1);
    atomic_store(&a->result, err);
    return NULL;
}

// Starts it, and returns when it is queued (or has failed already).
static void start(struct asker *a, uint32_t n, int64_t deadline)
{
    int before = queued();
    a->n = n;
    a->deadline = deadline;
    atomic_store(&a->result, -1);
    a->thread = team_start(1, ask, a);
    WAIT_FOR(queued() == before + 1 || atomic_load(&a->result) != -1);
}

static int finish(struct asker *a)
{
    team_join(&a->thread);
    return atomic_load(&a->result);
}

// ---- x/sync: TestWeighted -----------------------------------------------------------------------

static atomic_long in_use;

static void *hammer(void *arg)
{
    uint32_t n = *(const uint32_t *)arg;
    for (int i = 0; i < 1000; i++) {
        pawl_semaphore_acquire(&sem, n);
        atomic_fetch_add(&wrong, atomic_fetch_add(&in_use, n) + n > 10);
        atomic_fetch_sub(&in_use, n);
        pawl_semaphore_release(&sem, n);
    }
    return NULL;
}

START_TEST(test_weighted)
{
    static const uint32_t weights[] = {1, 2, 3, 5, 10, 0};
    struct team t[6];
    for (int i = 0; i < 6; i++)
        t[i] = team_start(1, hammer, (void *)(uintptr_t)&weights[i]);
    for (int i = 0; i < 6; i++)
        team_join(&t[i]);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_eq(sem.held, 0);
    ck_assert(table_is_empty());
}
END_TEST

// ---- x/sync: TestWeightedTryAcquire, TestWeightedAcquire ----------------------------------------

START_TEST(test_weighted_try_acquire)
{
    pawl_semaphore s = PAWL_SEMAPHORE_INIT(2);
    ck_assert(pawl_semaphore_tryacquire(&s, 1));
    ck_assert(pawl_semaphore_tryacquire(&s, 1));
    ck_assert(!pawl_semaphore_tryacquire(&s, 1));
    ck_assert(pawl_semaphore_tryacquire(&s, 0));
    pawl_semaphore_release(&s, 2);
    ck_assert(pawl_semaphore_tryacquire(&s, 1));
    ck_assert(!pawl_semaphore_tryacquire(&s, 2));
    ck_assert(!pawl_semaphore_tryacquire(&s, UINT32_MAX));
    ck_assert_int_eq(pawl_semaphore_acquire_until(&s, 1, 0), 0);
    ck_assert_int_eq(pawl_semaphore_acquire_until(&s, 1, pawl_now() + 1000), PAWL_ETIMEDOUT);
    pawl_semaphore_release(&s, 0);
    pawl_semaphore_release(&s, 1);
    pawl_semaphore_release(&s, 1);
    ck_assert_uint_eq(s.held, 0);
}
END_TEST

START_TEST(sizes)
{
    pawl_semaphore none = {0}, most = PAWL_SEMAPHORE_INIT(PAWL_SEMAPHORE_MAX);
    ck_assert_uint_eq(sizeof none, 8);
    pawl_semaphore_acquire(&none, 0);
    ck_assert(!pawl_semaphore_tryacquire(&none, 1));
    ck_assert_int_eq(pawl_semaphore_acquire_until(&none, 1, 0), PAWL_ETIMEDOUT);
    pawl_semaphore_release(&none, 0);
    pawl_semaphore_acquire(&most, PAWL_SEMAPHORE_MAX);
    ck_assert(!pawl_semaphore_tryacquire(&most, 1));
    ck_assert(!pawl_semaphore_tryacquire(&most, UINT32_MAX));
    pawl_semaphore_release(&most, PAWL_SEMAPHORE_MAX - 1);
    ck_assert_uint_eq(held(&most), 1);
    pawl_semaphore_release(&most, 1);
    ck_assert_uint_eq(most.held, 0);
}
END_TEST

// ---- x/sync: TestWeightedDoesntBlockIfTooBig ----------------------------------------------------

// Who asks for more than there is waits for its deadline, and is in nobody's way.
START_TEST(test_too_big)
{
    struct asker big;
    int64_t until = pawl_now() + 50 * PAWL_MILLISECOND;
    big.n = 11;
    big.deadline = until;
    atomic_store(&big.result, -1);
    big.thread = team_start(1, ask, &big);
    for (int i = 0; i < 1000 || pawl_now() < until; i++) {
        pawl_semaphore_acquire(&sem, 10);
        pawl_semaphore_release(&sem, 10);
        ck_assert_int_eq(queued(), 0);
    }
    ck_assert_int_eq(finish(&big), PAWL_ETIMEDOUT);
    ck_assert_int_ge(pawl_now(), until);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

// ---- x/sync: TestLargeAcquireDoesntStarve -------------------------------------------------------

static atomic_bool stop;
static atomic_int holders;

static void *take_one_again_and_again(void *arg)
{
    pawl_semaphore_acquire(&sem, 1);
    atomic_fetch_add(&holders, 1);
    while (!atomic_load(&stop)) {
        sleep_ns(50000);
        pawl_semaphore_release(&sem, 1);
        pawl_semaphore_acquire(&sem, 1);
    }
    pawl_semaphore_release(&sem, 1);
    return arg;
}

START_TEST(test_large_acquire_does_not_starve)
{
    struct team t = team_start(10, take_one_again_and_again, NULL);
    WAIT_FOR(atomic_load(&holders) == 10);
    for (int i = 0; i < 20; i++) {
        pawl_semaphore_acquire(&sem, 10);
        pawl_semaphore_release(&sem, 10);
    }
    atomic_store(&stop, true);
    team_join(&t);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

// ---- first come, first served -------------------------------------------------------------------

START_TEST(a_big_request_is_not_overtaken)
{
    struct asker a, b, c, d;
    pawl_semaphore_acquire(&sem, 10);
    start(&a, 8, PAWL_NEVER);
    start(&b, 1, PAWL_NEVER);
    start(&c, 0, PAWL_NEVER);
    start(&d, 3, PAWL_NEVER);
    pawl_semaphore_release(&sem, 7); // enough for b and c, and for d, but not for a
    ck_assert_int_eq(queued(), 4);
    ck_assert_uint_eq(held(&sem), 3);
    ck_assert(!pawl_semaphore_tryacquire(&sem, 1));
    ck_assert(!pawl_semaphore_tryacquire(&sem, 0));
    ck_assert_int_eq(pawl_semaphore_acquire_until(&sem, 1, 0), PAWL_ETIMEDOUT);
    pawl_semaphore_release(&sem, 2); // a and, with what is left, b and c
    ck_assert_int_eq(finish(&a), 0);
    ck_assert_int_eq(finish(&b), 0);
    ck_assert_int_eq(finish(&c), 0);
    ck_assert_int_eq(queued(), 1);
    ck_assert_uint_eq(held(&sem), 10);
    pawl_semaphore_release(&sem, 8);
    ck_assert_int_eq(finish(&d), 0);
    ck_assert_int_eq(d.place, 3);
    pawl_semaphore_release(&sem, 5);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

// ---- x/sync: TestAllocCancelDoesntStarve --------------------------------------------------------

// The deadline of the one in front lets those go who waited only behind it.
START_TEST(giving_up_in_front)
{
    struct asker a, b, c, d;
    pawl_semaphore_acquire(&sem, 5);
    start(&a, 8, pawl_now() + 150 * PAWL_MILLISECOND);
    start(&b, 2, PAWL_NEVER);
    start(&c, 0, PAWL_NEVER);
    start(&d, 6, PAWL_NEVER);
    ck_assert_int_eq(finish(&a), PAWL_ETIMEDOUT);
    ck_assert_int_eq(finish(&b), 0);
    ck_assert_int_eq(finish(&c), 0);
    ck_assert_int_eq(queued(), 1);
    ck_assert_uint_eq(held(&sem), 7);
    pawl_semaphore_release(&sem, 7);
    ck_assert_int_eq(finish(&d), 0);
    pawl_semaphore_release(&sem, 6);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

// Behind it, nobody gets anything; and the last one leaves no mark.
START_TEST(giving_up_behind)
{
    struct asker a, b;
    pawl_semaphore_acquire(&sem, 5);
    start(&a, 8, pawl_now() + 300 * PAWL_MILLISECOND);
    start(&b, 9, pawl_now() + 20 * PAWL_MILLISECOND);
    ck_assert_int_eq(finish(&b), PAWL_ETIMEDOUT);
    ck_assert_int_eq(finish(&a), PAWL_ETIMEDOUT);
    ck_assert_uint_eq(sem.held, 5 * 2);
    pawl_semaphore_release(&sem, 5);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

// ---- every way at once --------------------------------------------------------------------------

static void *use_in_every_way(void *arg)
{
    static atomic_uint seeds = 1;
    unsigned seed = atomic_fetch_add(&seeds, 1) * 2654435761u | 1;
    for (int i = 0; i < SCALED(6000); i++) {
        uint32_t n = random_next(&seed) % 11, way = random_next(&seed) % 4;
        int64_t until = pawl_now() + random_next(&seed) % 60000;
        if (way == 0)
            pawl_semaphore_acquire(&sem, n);
        else if (way == 1 ? !pawl_semaphore_tryacquire(&sem, n)
                          : pawl_semaphore_acquire_until(&sem, n, until) != 0)
            continue;
        atomic_fetch_add(&wrong, atomic_fetch_add(&in_use, n) + n > 10);
        if (i % 64 == 0)
            sleep_ns(20000);
        atomic_fetch_sub(&in_use, n);
        pawl_semaphore_release(&sem, n / 2);
        pawl_semaphore_release(&sem, n - n / 2);
    }
    return arg;
}

START_TEST(every_way_at_once)
{
    team_run(6, use_in_every_way, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_eq(sem.held, 0);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {test_weighted, 1},
        {test_weighted_try_acquire, 1},
        {sizes, 1},
        {test_too_big, 1},
        {test_large_acquire_does_not_starve, 1},
        {a_big_request_is_not_overtaken, 1},
        {giving_up_in_front, 1},
        {giving_up_behind, 1},
        {every_way_at_once, 1},
    };
    return suite_run("semaphore", tests, TEST_COUNT(tests));
}
