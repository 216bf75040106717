// reentrant_token_test.c - the lock that lets in whoever presents the token under which it is held.
// SPDX-License-Identifier: MIT
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

static pawl_reentrant_token lock;
static atomic_int inside, served, wrong;
static atomic_bool may_leave;

static int queued(void)
{
    return queue_length_at(&lock);
}

// ---- without a fight ----------------------------------------------------------------------------

// Tokens that are easily taken for each other, and for none.
static const uint64_t tokens[] = {0, 1, UINT64_C(1) << 32, UINT64_MAX, UINT32_MAX};

START_TEST(by_token)
{
    pawl_reentrant_token by_macro = PAWL_REENTRANT_TOKEN_INIT;
    ck_assert(by_macro.token == 0 && by_macro.depth == 0);
    for (size_t i = 0; i < TEST_COUNT(tokens); i++) {
        pawl_reentrant_token_lock(&lock, tokens[i]);
        for (size_t j = 0; j < TEST_COUNT(tokens); j++)
            ck_assert(pawl_reentrant_token_trylock(&lock, tokens[j]) == (i == j));
        ck_assert_int_eq(pawl_reentrant_token_lock_until(&lock, tokens[i], 0), 0);
        int64_t soon = pawl_now() + 10000;
        ck_assert_int_eq(pawl_reentrant_token_lock_until(&lock, ~tokens[i], soon), PAWL_ETIMEDOUT);
        for (int n = 0; n < 3; n++) {
            ck_assert(!pawl_reentrant_token_trylock(&lock, ~tokens[i]));
            pawl_reentrant_token_unlock(&lock, tokens[i]);
        }
        ck_assert(pawl_reentrant_token_trylock(&lock, ~tokens[i]));
        pawl_reentrant_token_unlock(&lock, ~tokens[i]);
    }
    ck_assert_uint_eq(lock.depth, 0);
}
END_TEST

// ---- several threads with one token -------------------------------------------------------------

static void *go_in(void *arg)
{
    uint64_t token = *(const uint64_t *)arg;
    pawl_reentrant_token_lock(&lock, token);
    atomic_fetch_add(&inside, 1);
    WAIT_FOR(atomic_load(&may_leave));
    atomic_fetch_sub(&inside, 1);
    pawl_reentrant_token_unlock(&lock, token);
    return NULL;
}

START_TEST(together)
{
    static const uint64_t seven = 7, nine = 9;
    struct team a = team_start(4, go_in, (void *)(uintptr_t)&seven);
    WAIT_FOR(atomic_load(&inside) == 4);
    struct team b = team_start(2, go_in, (void *)(uintptr_t)&nine);
    WAIT_FOR(queued() == 2);
    pawl_reentrant_token_lock(&lock, seven); // comes in, though others wait
    atomic_store(&may_leave, true);
    team_join(&a);
    ck_assert_int_eq(queued(), 2);
    pawl_reentrant_token_unlock(&lock, seven);
    team_join(&b);
    ck_assert_uint_eq(lock.depth, 0);
    ck_assert(table_is_empty());
}
END_TEST

// Any thread may unlock, with the token.
static void *unlock_it(void *arg)
{
    pawl_reentrant_token_unlock(&lock, *(const uint64_t *)arg);
    return NULL;
}

START_TEST(unlock_from_another_thread)
{
    uint64_t five = 5;
    pawl_reentrant_token_lock(&lock, five);
    pawl_reentrant_token_lock(&lock, five);
    team_run(2, unlock_it, &five);
    ck_assert(pawl_reentrant_token_trylock(&lock, 6));
}
END_TEST

// ---- who is next --------------------------------------------------------------------------------

struct asker {
    uint64_t token;
    int place; // how many were let in before it
};

static void *ask(void *arg)
{
    struct asker *a = arg;
    pawl_reentrant_token_lock(&lock, a->token);
    a->place = atomic_fetch_add(&served, 1);
    atomic_fetch_add(&inside, 1);
    return NULL; // it leaves it locked
}

// The one that has waited longest, and with it all who wait with its token.
START_TEST(whose_turn)
{
    struct asker askers[] = {{1, -1}, {2, -1}, {1, -1}, {3, -1}, {1, -1}, {2, -1}};
    struct team t[6];
    pawl_reentrant_token_lock(&lock, 99);
    for (int i = 0; i < 6; i++) {
        t[i] = team_start(1, ask, &askers[i]);
        WAIT_FOR(queued() == i + 1);
    }
    static const int left[] = {3, 1, 0};
    static const uint64_t in[] = {1, 2, 3};
    pawl_reentrant_token_unlock(&lock, 99);
    for (int i = 0, seen = 0; i < 3; i++) {
        ck_assert_int_eq(queued(), left[i]);
        WAIT_FOR(atomic_load(&inside) == 6 - left[i]);
        for (; seen < 6 - left[i]; seen++)
            pawl_reentrant_token_unlock(&lock, in[i]);
    }
    for (int i = 0; i < 6; i++)
        team_join(&t[i]);
    ck_assert(askers[1].place >= 3 && askers[5].place >= 3 && askers[3].place == 5);
    ck_assert_uint_eq(lock.depth, 0);
}
END_TEST

static void *ask_impatiently(void *arg)
{
    int64_t until = pawl_now() + 30 * PAWL_MILLISECOND;
    int err = pawl_reentrant_token_lock_until(&lock, *(const uint64_t *)arg, until);
    atomic_fetch_add(&wrong, err != PAWL_ETIMEDOUT || pawl_now() < until);
    return NULL;
}

START_TEST(giving_up)
{
    uint64_t one = 1;
    struct asker patient = {2, -1};
    pawl_reentrant_token_lock(&lock, 99);
    struct team a = team_start(2, ask_impatiently, &one);
    struct team b = team_start(1, ask, &patient);
    team_join(&a);
    WAIT_FOR(queued() == 1);
    pawl_reentrant_token_unlock(&lock, 99);
    team_join(&b);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert(!pawl_reentrant_token_trylock(&lock, one));
    pawl_reentrant_token_unlock(&lock, 2);
    ck_assert(table_is_empty());
}
END_TEST

// ---- every way at once --------------------------------------------------------------------------

static atomic_int inside_with[4]; // by token
static atomic_long entered;

static bool come_in(uint64_t token, unsigned *seed)
{
    switch (random_next(seed) % 3) {
    case 0: pawl_reentrant_token_lock(&lock, token); return true;
    case 1: return pawl_reentrant_token_trylock(&lock, token);
    default:
        return pawl_reentrant_token_lock_until(&lock, token,
                                               pawl_now() + random_next(seed) % 40000) == 0;
    }
}

static void *use_in_every_way(void *arg)
{
    static atomic_uint seeds = 1;
    unsigned seed = atomic_fetch_add(&seeds, 1) * 2654435761u | 1;
    for (int i = 0; i < SCALED(8000); i++) {
        uint64_t token = random_next(&seed) % 3 + 1;
        if (!come_in(token, &seed))
            continue;
        atomic_fetch_add(&inside_with[token], 1);
        struct pawl_reentrant_holder again = {&lock, token};
        pawl_locker_lock(pawl_reentrant_holder_locker(&again));
        for (uint64_t other = 1; other <= 3; other++)
            atomic_fetch_add(&wrong, other != token && atomic_load(&inside_with[other]) != 0);
        atomic_fetch_add(&entered, 1);
        pawl_locker_unlock(pawl_reentrant_holder_locker(&again));
        atomic_fetch_sub(&inside_with[token], 1);
        pawl_reentrant_token_unlock(&lock, token);
    }
    return arg;
}

START_TEST(every_way_at_once)
{
    team_run(6, use_in_every_way, NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_gt(atomic_load(&entered), 0);
    ck_assert_uint_eq(lock.depth, 0);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {by_token, 1},   {together, 1},  {unlock_from_another_thread, 1},
        {whose_turn, 1}, {giving_up, 1}, {every_way_at_once, 1},
    };
    return suite_run("reentrant_token", tests, TEST_COUNT(tests));
}
