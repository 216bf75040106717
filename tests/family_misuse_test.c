// family_misuse_test.c - mistakes with WaitGroup, Once and Cond end the process, loudly.
// SPDX-License-Identifier: MIT
#include "support/child.h"

#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <limits.h>
#include <pawl.h>
#include <setjmp.h>

// ---- WaitGroup ----------------------------------------------------------------------------------

#define NEGATIVE "sync: negative WaitGroup counter"
#define CONCURRENT "sync: WaitGroup misuse: Add called concurrently with Wait"
#define OVERFLOW "sync: WaitGroup counter overflow"
#define MAX_COUNT ((1 << 30) - 1)

static pawl_waitgroup wg;

static void wg_misuse(void)
{
    pawl_waitgroup_add(&wg, 1);
    pawl_waitgroup_done(&wg);
    pawl_waitgroup_done(&wg);
    ck_abort_msg("Should panic");
}

static void *wait_for_wg(void *arg)
{
    pawl_waitgroup_wait(&wg);
    return arg;
}

static void wg_negative_with_waiter(void)
{
    pawl_waitgroup_add(&wg, 2);
    team_start(1, wait_for_wg, NULL);
    WAIT_FOR(queue_length_at(&wg) == 1);
    pawl_waitgroup_add(&wg, -3);
}

static void wg_add_most_negative(void)
{
    pawl_waitgroup_add(&wg, INT_MIN);
}

static void wg_add_too_negative(void)
{
    wg.state = MAX_COUNT * 2;
    pawl_waitgroup_add(&wg, -MAX_COUNT - 1);
}

// As the word is while its waiters are being woken.
static void make_waking(void)
{
    pawl_waitgroup_add(&wg, 1);
    team_start(1, wait_for_wg, NULL);
    WAIT_FOR(queue_length_at(&wg) == 1);
    pawl_word_store_rel(&wg.state, 1);
}

static void wg_add_while_waking(void)
{
    make_waking();
    pawl_waitgroup_add(&wg, 1);
}

static void wg_done_while_waking(void)
{
    make_waking();
    pawl_waitgroup_done(&wg);
}

static void wg_one_too_many(void)
{
    wg.state = (uint32_t)MAX_COUNT * 2;
    pawl_waitgroup_add(&wg, 1);
}

static void wg_one_too_many_with_waiter(void)
{
    wg.state = (uint32_t)MAX_COUNT * 2 + 1;
    pawl_waitgroup_add(&wg, 1);
}

static void wg_add_most(void)
{
    pawl_waitgroup_add(&wg, INT_MAX);
}

static void wg_add_twice_half(void)
{
    pawl_waitgroup_add(&wg, 1 << 29);
    pawl_waitgroup_add(&wg, 1 << 29);
}

// ---- Once ---------------------------------------------------------------------------------------

#define BY_ITSELF                                                                                  \
    "sync: Once.Do called by its own function (or again after a longjmp or exception out of it)"

static pawl_once once;
static pawl_once_value value;
static jmp_buf out;

static void do_again(void *arg)
{
    pawl_once_do(&once, do_again, arg);
}

static void once_by_itself(void)
{
    pawl_once_do(&once, do_again, NULL);
}

static void *get_again(void *arg)
{
    return pawl_once_value_get(&value, get_again, arg);
}

static void once_value_by_itself(void)
{
    pawl_once_value_get(&value, get_again, NULL);
}

static void jump_out(void *arg)
{
    (void)arg;
    longjmp(out, 1);
}

static void once_after_longjmp(void)
{
    if (setjmp(out) == 0)
        pawl_once_do(&once, jump_out, NULL);
    pawl_once_do(&once, jump_out, NULL);
}

// ---- Cond ---------------------------------------------------------------------------------------

#define COPIED "sync.Cond is copied"

static pawl_mutex mu;
static pawl_cond cond, copy;

static void copy_cond(void)
{
    pawl_cond_signal(&cond);
    memcpy(&copy, &cond, sizeof copy);
}

static void cond_copy_signal(void)
{
    copy_cond();
    pawl_cond_signal(&copy);
}

static void cond_copy_broadcast(void)
{
    copy_cond();
    pawl_cond_broadcast(&copy);
}

static void cond_copy_wait(void)
{
    copy_cond();
    pawl_mutex_lock(&mu);
    pawl_cond_wait(&copy, &mu);
}

static void cond_copy_wait_locker(void)
{
    copy_cond();
    pawl_mutex_lock(&mu);
    pawl_cond_wait_locker_until(&copy, pawl_mutex_locker(&mu), 0);
}

static void cond_wait_unlocked(void)
{
    pawl_cond_wait(&cond, &mu);
}

// ---- all of these -------------------------------------------------------------------------------

static const struct {
    const char *name;
    void (*run)(void);
    const char *text;
} mistakes[] = {
    {"WaitGroupMisuse", wg_misuse, NEGATIVE},
    {"negative with waiter", wg_negative_with_waiter, NEGATIVE},
    {"add INT_MIN", wg_add_most_negative, NEGATIVE},
    {"add of one too negative", wg_add_too_negative, NEGATIVE},
    {"add while waking", wg_add_while_waking, CONCURRENT},
    {"done while waking", wg_done_while_waking, NEGATIVE},
    {"count overflow", wg_one_too_many, OVERFLOW},
    {"count overflow with waiter", wg_one_too_many_with_waiter, OVERFLOW},
    {"add INT_MAX", wg_add_most, OVERFLOW},
    {"add 2^29 twice", wg_add_twice_half, OVERFLOW},
    {"once by itself", once_by_itself, BY_ITSELF},
    {"once value by itself", once_value_by_itself, BY_ITSELF},
    {"once after longjmp", once_after_longjmp, BY_ITSELF},
    {"cond copied, signal", cond_copy_signal, COPIED},
    {"cond copied, broadcast", cond_copy_broadcast, COPIED},
    {"cond copied, wait", cond_copy_wait, COPIED},
    {"cond copied, wait with a locker", cond_copy_wait_locker, COPIED},
    {"cond wait without the lock", cond_wait_unlocked, "sync: unlock of unlocked mutex"},
};

START_TEST(misuse)
{
    expect_fatal(mistakes[_i].name, mistakes[_i].run, mistakes[_i].text);
}
END_TEST

// One below the limit all is well.
START_TEST(up_to_the_limit)
{
    pawl_waitgroup_add(&wg, MAX_COUNT - 1);
    pawl_waitgroup_add(&wg, 1);
    ck_assert_int_eq(pawl_waitgroup_wait_until(&wg, 0), PAWL_ETIMEDOUT);
    pawl_waitgroup_add(&wg, -MAX_COUNT);
    pawl_waitgroup_wait(&wg);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {misuse, (int)TEST_COUNT(mistakes)},
        {up_to_the_limit, 1},
    };
    return suite_run("family_misuse", tests, TEST_COUNT(tests));
}
