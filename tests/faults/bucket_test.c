// bucket_test.c - a thousand locks whose waiters all meet in one bucket of the table.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>
#include <stdio.h>

#define LOCKS SCALED(1000)
#define CANDIDATES (1000 * PAWL_SEMTAB_SIZE * 2)
#define STACK (UNDER_TSAN || UNDER_ASAN ? 256 * 1024 : 64 * 1024)

static pawl_mutex candidates[CANDIDATES];
static pawl_mutex *locks[1000];
static atomic_int done[1000];
static atomic_int all_done, numbers;

// The hash has a seed of its own in each process: which ones meet must be looked for.
static void choose_locks(bool all_in_one)
{
    uint64_t hash;
    const struct pawl_bucket *first = pawl_bucket_(&candidates[0].sema, &hash);
    int n = 0;
    for (int i = 0; n < LOCKS; i++) {
        ck_assert_int_lt(i, CANDIDATES);
        if (!all_in_one || pawl_bucket_(&candidates[i].sema, &hash) == first)
            locks[n++] = &candidates[i];
    }
}

static void *wait_for_own_lock(void *arg)
{
    (void)arg;
    int i = atomic_fetch_add(&numbers, 1);
    pawl_mutex_lock(locks[i]);
    pawl_mutex_unlock(locks[i]);
    atomic_fetch_add(&all_done, 1);
    atomic_store(&done[i], 1); // last: whoever sees it finds all_done counted
    return NULL;
}

// Each has a waiter; they are released in an order of their own, and each release wakes the one
// thread that it is for. Returns the time that unlock took on average.
static int64_t release_all(void)
{
    int64_t spent = 0;
    for (int i = 0; i < LOCKS; i++)
        pawl_mutex_lock(locks[i]);
    struct team t = team_start_sized(LOCKS, wait_for_own_lock, NULL, STACK);
    for (int i = 0; i < LOCKS; i++)
        WAIT_FOR(queue_length(&locks[i]->sema) == 1);
    for (int i = 0; i < LOCKS; i++) {
        int next = i * 7 % LOCKS; // visits all: 7 does not divide the number of locks
        EXPECT(atomic_load(&done[next]) == 0, "lock %d let its waiter in too early", next);
        int64_t before = pawl_now();
        pawl_mutex_unlock(locks[next]);
        spent += pawl_now() - before;
        WAIT_FOR(atomic_load(&done[next]) != 0);
        EXPECT(atomic_load(&all_done) == i + 1, "lock %d let others in, too", next);
    }
    team_join(&t);
    for (int i = 0; i < LOCKS; i++)
        EXPECT(locks[i]->state == 0 && locks[i]->sema.count == 0, "lock %d not at rest", i);
    ck_assert(table_is_empty());
    return spent / LOCKS;
}

// The ratio is printed, and no verdict.
START_TEST(a_thousand_locks_in_one_bucket)
{
    int64_t ns[2];
    for (int all_in_one = 0; all_in_one < 2; all_in_one++) {
        choose_locks(all_in_one);
        memset(done, 0, sizeof done);
        atomic_store(&all_done, 0);
        atomic_store(&numbers, 0);
        ns[all_in_one] = release_all();
    }
    printf("%d locks with a waiter each: unlock takes %lld ns, in one bucket %lld ns, ratio %.2f\n",
           LOCKS, (long long)ns[0], (long long)ns[1], (double)ns[1] / (double)ns[0]);
}
END_TEST

// ---- and they fight -----------------------------------------------------------------------------

#define PAIRS 50

static struct {
    int left, right; // guarded by locks[i]
} guarded[PAIRS];
static atomic_int torn;

static void *roam(void *arg)
{
    (void)arg;
    unsigned seed = (unsigned)atomic_fetch_add(&numbers, 1) * 2654435761u | 1;
    for (int i = 0; i < SCALED(4000); i++) {
        int k = (int)(random_next(&seed) % PAIRS);
        if (i % 3 == 0)
            while (pawl_mutex_lock_until(locks[k], pawl_now() + random_next(&seed) % 20000) != 0) {
            }
        else
            pawl_mutex_lock(locks[k]);
        atomic_fetch_add(&torn, guarded[k].left != guarded[k].right);
        guarded[k].left++;
        if (random_next(&seed) % 8 == 0)
            sleep_ns(1000);
        guarded[k].right++;
        pawl_mutex_unlock(locks[k]);
    }
    return NULL;
}

START_TEST(all_fight_in_one_bucket)
{
    choose_locks(true);
    team_run(16, roam, NULL);
    ck_assert_int_eq(atomic_load(&torn), 0);
    int sum = 0;
    for (int k = 0; k < PAIRS; k++) {
        ck_assert_uint_eq(locks[k]->state, 0);
        ck_assert_uint_eq(locks[k]->sema.count, 0);
        sum += guarded[k].left;
    }
    ck_assert_int_eq(sum, 16 * SCALED(4000));
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_thousand_locks_in_one_bucket, 1},
        {all_fight_in_one_bucket, 1},
    };
    return suite_run("bucket", tests, TEST_COUNT(tests));
}
