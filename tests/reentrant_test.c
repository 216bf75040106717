// reentrant_test.c - the mutex that its holder may lock again.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_reentrant lock;
static atomic_int entered, wrong;
static long left, right; // guarded by lock, equal outside of it

static void *try_it(void *arg)
{
    bool in = pawl_reentrant_trylock(&lock);
    *(bool *)arg = in;
    atomic_fetch_add(&wrong, pawl_reentrant_held(&lock) != in);
    if (in)
        pawl_reentrant_unlock(&lock);
    return NULL;
}

// What another thread sees.
static bool is_free(void)
{
    bool in = false;
    team_run(1, try_it, &in);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    return in;
}

// Locked by each of its functions, unlocked as often, and free only then.
START_TEST(counts)
{
    pawl_reentrant by_macro = PAWL_REENTRANT_INIT;
    ck_assert_int_eq(memcmp(&by_macro, &lock, sizeof lock), 0);
    ck_assert_uint_eq(sizeof lock, 16);
    ck_assert(!pawl_reentrant_held(&lock));
    for (int round = 0; round < 3; round++) {
        pawl_reentrant_lock(&lock);
        ck_assert(pawl_reentrant_trylock(&lock));
        ck_assert_int_eq(pawl_reentrant_lock_until(&lock, 0), 0);
        ck_assert_int_eq(pawl_reentrant_lock_until(&lock, PAWL_NEVER), 0);
        pawl_locker_lock(pawl_reentrant_locker(&lock));
        for (int i = 0; i < 5; i++) {
            ck_assert(pawl_reentrant_held(&lock));
            ck_assert(!is_free());
            if (i < 4)
                pawl_reentrant_unlock(&lock);
            else
                pawl_locker_unlock(pawl_reentrant_locker(&lock));
        }
        ck_assert(!pawl_reentrant_held(&lock));
        ck_assert(is_free());
    }
}
END_TEST

START_TEST(first_lock_by_each_function)
{
    ck_assert(pawl_reentrant_trylock(&lock));
    ck_assert(!is_free());
    pawl_reentrant_unlock(&lock);
    ck_assert_int_eq(pawl_reentrant_lock_until(&lock, 0), 0);
    ck_assert(!is_free());
    pawl_reentrant_lock(&lock);
    pawl_reentrant_unlock(&lock);
    pawl_reentrant_unlock(&lock);
    ck_assert(is_free());
}
END_TEST

// ---- a fight ------------------------------------------------------------------------------------

static void touch(int depth, unsigned *seed)
{
    if (depth > 0 && random_next(seed) % 2 == 0)
        pawl_reentrant_lock(&lock);
    else if (!pawl_reentrant_trylock(&lock) &&
             pawl_reentrant_lock_until(&lock, pawl_now() + random_next(seed) % 30000) != 0)
        pawl_reentrant_lock(&lock);
    if (depth == 0)
        atomic_fetch_add(&wrong, left != right);
    left++;
    if (random_next(seed) % 2 == 0 && depth < 5)
        touch(depth + 1, seed);
    right++;
    atomic_fetch_add(&entered, 1);
    pawl_reentrant_unlock(&lock);
    atomic_fetch_add(&wrong, pawl_reentrant_held(&lock) != (depth > 0));
}

static void *fight(void *arg)
{
    static atomic_uint seeds = 1;
    unsigned seed = atomic_fetch_add(&seeds, 1) * 2654435761u | 1;
    for (int i = 0; i < SCALED(20000); i++)
        touch(0, &seed);
    return arg;
}

START_TEST(in_a_fight)
{
    team_run(5, fight, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(left, atomic_load(&entered));
    ck_assert_int_eq(right, atomic_load(&entered));
    ck_assert(is_free());
    ck_assert(table_is_empty());
}
END_TEST

// ---- who is the holder --------------------------------------------------------------------------

static void *lock_and_leave(void *arg)
{
    pawl_reentrant_lock(&lock);
    return arg;
}

static void *look(void *arg)
{
    atomic_fetch_add(&wrong, pawl_reentrant_held(&lock));
    atomic_fetch_add(&wrong, pawl_reentrant_trylock(&lock));
    atomic_fetch_add(&wrong, pawl_reentrant_lock_until(&lock, 0) != PAWL_ETIMEDOUT);
    atomic_fetch_add(&entered, 1);
    return arg;
}

// A thread ends and leaves it locked. New threads, which get its stack and its kernel's number,
// are not taken for it.
START_TEST(the_holder_has_ended)
{
    team_run(1, lock_and_leave, NULL);
    for (int i = 0; i < 1000; i++)
        team_run(1, look, NULL);
    ck_assert_int_eq(atomic_load(&entered), 1000);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert(!pawl_reentrant_held(&lock));
}
END_TEST

// Two of them are told apart.
START_TEST(two_locks)
{
    static pawl_reentrant other;
    pawl_reentrant_lock(&other);
    ck_assert(pawl_reentrant_held(&other));
    ck_assert(!pawl_reentrant_held(&lock));
    pawl_reentrant_lock(&lock);
    pawl_reentrant_unlock(&other);
    ck_assert(!pawl_reentrant_held(&other));
    ck_assert(pawl_reentrant_held(&lock));
    pawl_reentrant_unlock(&lock);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {counts, 1},     {first_lock_by_each_function, 1},
        {in_a_fight, 1}, {the_holder_has_ended, 1},
        {two_locks, 1},
    };
    return suite_run("reentrant", tests, TEST_COUNT(tests));
}
