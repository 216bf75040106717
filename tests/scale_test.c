// scale_test.c - many threads on one lock, and many locks.
// SPDX-License-Identifier: MIT
#include "support/fight.h"
#include "support/sanitizer.h"

// ThreadSanitizer keeps several hundred KiB per thread.
#define THREADS (UNDER_TSAN ? 200 : 2000)
#define STACK (UNDER_TSAN || UNDER_ASAN ? 256 * 1024 : 64 * 1024)

static struct fight f;

static void *lock_ten_times(void *arg)
{
    (void)arg;
    unsigned seed = 1;
    for (int i = 0; i < 10; i++) {
        pawl_mutex_lock(&f.mu);
        fight_hold(&f, &seed);
        pawl_mutex_unlock(&f.mu);
    }
    return NULL;
}

// All of them queue at once, then all of them pass, ten times.
START_TEST(two_thousand_threads)
{
    pawl_mutex_lock(&f.mu);
    struct team t = team_start_sized(THREADS, lock_ten_times, NULL, STACK);
    WAIT_FOR(queue_length(&f.mu.sema) == THREADS);
    ck_assert_uint_eq(f.mu.state >> 3, THREADS);
    pawl_mutex_unlock(&f.mu);
    team_join(&t);
    fight_check(&f);
    ck_assert_int_eq(f.left, THREADS * 10);
}
END_TEST

// As many, each with a deadline of its own.
START_TEST(two_thousand_deadlines)
{
    f.rounds = 20;
    f.patience_ns = 20 * PAWL_MILLISECOND;
    struct team t = team_start_sized(THREADS, fight_run, &f, STACK);
    team_join(&t);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

#define MANY 100000
#define VISITORS 8

static struct {
    pawl_mutex mu;
    int visits; // guarded by mu
} many[MANY];
static atomic_uint seeds = 1;

// Each thread visits all mutexes once, in an order of its own.
static void *visit_all(void *arg)
{
    (void)arg;
    unsigned seed = atomic_fetch_add(&seeds, 1);
    long at = seed * 12345 % MANY;
    for (int i = 0; i < MANY; i++, at = (at + 7919) % MANY) {
        if (i % 3 == 0 && !pawl_mutex_trylock(&many[at].mu))
            pawl_mutex_lock(&many[at].mu);
        else if (i % 3 == 1 && pawl_mutex_lock_until(&many[at].mu, pawl_now()) != 0)
            pawl_mutex_lock(&many[at].mu);
        else if (i % 3 == 2)
            pawl_mutex_lock(&many[at].mu);
        many[at].visits++;
        pawl_mutex_unlock(&many[at].mu);
    }
    return NULL;
}

START_TEST(hundred_thousand_mutexes)
{
    team_run(VISITORS, visit_all, NULL);
    for (int i = 0; i < MANY; i++) {
        EXPECT(many[i].visits == VISITORS, "mutex %d: %d visits", i, many[i].visits);
        EXPECT(many[i].mu.state == 0 && many[i].mu.sema.count == 0, "mutex %d not at rest", i);
    }
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {two_thousand_threads, 1},
        {two_thousand_deadlines, 1},
        {hundred_thousand_mutexes, 1},
    };
    return suite_run("scale", tests, TEST_COUNT(tests));
}
