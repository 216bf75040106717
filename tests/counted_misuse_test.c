// counted_misuse_test.c - mistakes with the semaphore and the reentrant locks end the process.
// SPDX-License-Identifier: MIT
#include "support/child.h"

#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>

// ---- semaphore ----------------------------------------------------------------------------------

#define TOO_MUCH "semaphore: released more than held"
#define TOO_BIG "semaphore: acquire of more than its size"

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(10);

static void sem_release(void)
{
    pawl_semaphore_release(&sem, 1);
}

static void sem_release_twice(void)
{
    pawl_semaphore_acquire(&sem, 3);
    pawl_semaphore_release(&sem, 2);
    pawl_semaphore_release(&sem, 2);
}

static void sem_release_most(void)
{
    pawl_semaphore_acquire(&sem, 10);
    pawl_semaphore_release(&sem, UINT32_MAX);
}

static void *acquire_eight(void *arg)
{
    pawl_semaphore_acquire(&sem, 8);
    return arg;
}

static void sem_release_with_waiter(void)
{
    pawl_semaphore_acquire(&sem, 5);
    team_start(1, acquire_eight, NULL);
    WAIT_FOR(queue_length_at(&sem.held) == 1);
    pawl_semaphore_release(&sem, 6);
}

static void sem_acquire_too_big(void)
{
    pawl_semaphore_acquire(&sem, 11);
}

static void sem_acquire_most(void)
{
    pawl_semaphore_acquire(&sem, UINT32_MAX);
}

static void sem_acquire_from_zero(void)
{
    static pawl_semaphore zero;
    pawl_semaphore_acquire(&zero, 1);
}

// ---- reentrant by owner -------------------------------------------------------------------------

#define UNLOCKED "sync: unlock of unlocked reentrant mutex"
#define FOREIGN "sync: unlock of reentrant mutex by another owner"
#define TOO_OFTEN "sync: reentrant mutex locked too often"

static pawl_reentrant owned;

static void owned_unlock(void)
{
    pawl_reentrant_unlock(&owned);
}

static void owned_unlock_twice(void)
{
    pawl_reentrant_lock(&owned);
    pawl_reentrant_lock(&owned);
    for (int i = 0; i < 3; i++)
        pawl_reentrant_unlock(&owned);
}

static void *lock_owned(void *arg)
{
    pawl_reentrant_lock(&owned);
    return arg;
}

static void owned_unlock_by_another(void)
{
    team_run(1, lock_owned, NULL);
    pawl_reentrant_unlock(&owned);
}

static void owned_unlock_by_locker(void)
{
    team_run(1, lock_owned, NULL);
    pawl_locker_unlock(pawl_reentrant_locker(&owned));
}

static void make_deep(void)
{
    pawl_reentrant_lock(&owned);
    owned.depth = UINT32_MAX;
}

static void owned_too_often(void)
{
    make_deep();
    pawl_reentrant_lock(&owned);
}

static void owned_too_often_try(void)
{
    make_deep();
    pawl_reentrant_trylock(&owned);
}

static void owned_too_often_until(void)
{
    make_deep();
    pawl_reentrant_lock_until(&owned, 0);
}

// ---- reentrant by token -------------------------------------------------------------------------

#define WRONG "sync: unlock of reentrant mutex with a wrong token"

static pawl_reentrant_token token;

static void token_unlock(void)
{
    pawl_reentrant_token_unlock(&token, 0);
}

static void token_unlock_twice(void)
{
    pawl_reentrant_token_lock(&token, 5);
    pawl_reentrant_token_unlock(&token, 5);
    pawl_reentrant_token_unlock(&token, 5);
}

static void token_wrong(void)
{
    pawl_reentrant_token_lock(&token, 5);
    pawl_reentrant_token_unlock(&token, UINT64_C(5) << 32 | 5);
}

static void token_wrong_by_locker(void)
{
    struct pawl_reentrant_holder five = {&token, 5}, six = {&token, 6};
    pawl_locker_lock(pawl_reentrant_holder_locker(&five));
    pawl_locker_unlock(pawl_reentrant_holder_locker(&six));
}

static void token_too_often(void)
{
    pawl_reentrant_token_lock(&token, 5);
    token.depth = UINT32_MAX;
    pawl_reentrant_token_lock(&token, 5);
}

static void token_too_often_try(void)
{
    pawl_reentrant_token_lock(&token, 5);
    token.depth = UINT32_MAX;
    pawl_reentrant_token_trylock(&token, 5);
}

static const struct {
    const char *name;
    void (*run)(void);
    const char *text;
} mistakes[] = {
    {"release", sem_release, TOO_MUCH},
    {"release twice", sem_release_twice, TOO_MUCH},
    {"release UINT32_MAX", sem_release_most, TOO_MUCH},
    {"release with waiter", sem_release_with_waiter, TOO_MUCH},
    {"acquire too big", sem_acquire_too_big, TOO_BIG},
    {"acquire UINT32_MAX", sem_acquire_most, TOO_BIG},
    {"acquire from zero", sem_acquire_from_zero, TOO_BIG},
    {"owner: unlock", owned_unlock, UNLOCKED},
    {"owner: unlock twice", owned_unlock_twice, UNLOCKED},
    {"owner: unlock by another", owned_unlock_by_another, FOREIGN},
    {"owner: unlock by locker", owned_unlock_by_locker, FOREIGN},
    {"owner: too often", owned_too_often, TOO_OFTEN},
    {"owner: too often, try", owned_too_often_try, TOO_OFTEN},
    {"owner: too often, until", owned_too_often_until, TOO_OFTEN},
    {"token: unlock", token_unlock, UNLOCKED},
    {"token: unlock twice", token_unlock_twice, UNLOCKED},
    {"token: wrong", token_wrong, WRONG},
    {"token: wrong by locker", token_wrong_by_locker, WRONG},
    {"token: too often", token_too_often, TOO_OFTEN},
    {"token: too often, try", token_too_often_try, TOO_OFTEN},
};

START_TEST(misuse)
{
    expect_fatal(mistakes[_i].name, mistakes[_i].run, mistakes[_i].text);
}
END_TEST

// One below each limit all is well.
START_TEST(up_to_the_limits)
{
    pawl_reentrant_lock(&owned);
    owned.depth = UINT32_MAX - 1;
    pawl_reentrant_lock(&owned);
    ck_assert_uint_eq(owned.depth, UINT32_MAX);
    pawl_reentrant_unlock(&owned);
    ck_assert(pawl_reentrant_held(&owned));
    pawl_reentrant_token_lock(&token, 5);
    token.depth = UINT32_MAX - 1;
    ck_assert(pawl_reentrant_token_trylock(&token, 5));
    ck_assert_uint_eq(token.depth, UINT32_MAX);
    pawl_reentrant_token_unlock(&token, 5);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {misuse, (int)TEST_COUNT(mistakes)},
        {up_to_the_limits, 1},
    };
    return suite_run("counted_misuse", tests, TEST_COUNT(tests));
}
