// run_order_test.c - on one worker: who runs when, after a hand-off, a wake, a yield, a sleep.
// SPDX-License-Identifier: MIT
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// What happened, a letter each. Nothing but the one worker orders them, which is what is tested:
// so they are atomic.
static char order[64];
static atomic_size_t length;

static void note(char what)
{
    size_t at = atomic_fetch_add(&length, 1);
    if (at < sizeof order - 1)
        order[at] = what;
}

// The program is a thread: what is looked at runs in goroutines of its own.
static void run(void (*fn)(void *arg), void *arg)
{
    pawl_waitgroup running = {0};
    length = 0;
    memset(order, 0, sizeof order);
    pawl_waitgroup_go(&running, fn, arg);
    pawl_waitgroup_wait(&running);
}

// ---- semaphores ---------------------------------------------------------------------------------

static pawl_sema tokens;
static pawl_waitgroup others;

static void wait_for_token(void *arg)
{
    note('w');
    pawl_sema_acquire(&tokens, 0);
    note(*(const char *)arg);
}

static void release(void *flags)
{
    static char name[] = "1";
    pawl_waitgroup_go(&others, wait_for_token, name);
    pawl_go_yield();
    pawl_sema_release(&tokens, *(const unsigned *)flags);
    note('r');
    pawl_waitgroup_wait(&others);
}

// With HANDOFF the caller gives the rest of its turn to the one that it releases.
START_TEST(handed_over)
{
    unsigned handoff = PAWL_SEMA_HANDOFF, plain = 0;
    run(release, &handoff);
    ck_assert_str_eq(order, "w1r");
    run(release, &plain);
    ck_assert_str_eq(order, "wr1");
}
END_TEST

static void release_three(void *arg)
{
    static const char *const names[] = {"1", "2", "3"};
    for (int i = 0; i < 3; i++) {
        pawl_waitgroup_go(&others, wait_for_token, (void *)(uintptr_t)names[i]);
        pawl_go_yield();
    }
    for (int i = 0; i < 3; i++) {
        pawl_sema_release(&tokens, 0);
        pawl_go_yield();
    }
    pawl_waitgroup_wait(&others);
    (void)arg;
}

START_TEST(first_come_first_served)
{
    run(release_three, NULL);
    ck_assert_str_eq(order, "www123");
}
END_TEST

// ---- the ring -----------------------------------------------------------------------------------

static void note_twice(void *arg)
{
    note(*(const char *)arg);
    pawl_go_yield();
    note(*(const char *)arg);
}

static void start_three(void *arg)
{
    static const char *const names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        pawl_waitgroup_go(&others, note_twice, (void *)(uintptr_t)names[i]);
    pawl_waitgroup_wait(&others);
    (void)arg;
}

// As in Go: the last one started is the next one to run, then the ring in order; who yields goes to
// its end.
START_TEST(last_first_then_in_turn)
{
    run(start_three, NULL);
    ck_assert_str_eq(order, "cabcab");
}
END_TEST

// ---- timers -------------------------------------------------------------------------------------

static int64_t begun;
static atomic_bool late; // one of them was

static void sleep_in_turn(void *arg)
{
    const char *name = arg;
    int64_t moment = begun + (*name - 'a') * 100 * PAWL_MICROSECOND;
    if (pawl_now() >= moment)
        late = true;
    pawl_go_sleep_until(moment);
    note(*name);
}

// All are due when the one that computes lets the others run.
static void sleep_all(void *arg)
{
    static const char *const names[] = {"f", "b", "h", "a", "d", "g", "c", "e"};
    begun = pawl_now() + *(const int64_t *)arg;
    for (int i = 0; i < 8; i++)
        pawl_waitgroup_go(&others, sleep_in_turn, (void *)(uintptr_t)names[i]);
    pawl_go_yield();
    while (pawl_now() < begun + 2 * PAWL_MILLISECOND)
        continue;
    pawl_waitgroup_wait(&others);
}

START_TEST(sleepers_by_their_moments)
{
    int64_t ahead = PAWL_MILLISECOND;
    do {
        late = false;
        run(sleep_all, &ahead);
        ahead *= 4; // a slow machine: once more, with more time
    } while (late);
    ck_assert_str_eq(order, "abcdefgh");
}
END_TEST

// A timer's channel that several wait for: an element ends one wait.
static pawl_chan *ticker;

static void wait_for_tick(void *arg)
{
    pawl_chan_recv(ticker, NULL);
    note(*(const char *)arg);
}

static void tick(void *arg)
{
    static const char *const names[] = {"1", "2", "3", "4"};
    ticker = pawl_tick(PAWL_MILLISECOND);
    for (int i = 0; i < 4; i++) {
        pawl_waitgroup_go(&others, wait_for_tick, (void *)(uintptr_t)names[i]);
        pawl_go_yield();
    }
    pawl_waitgroup_wait(&others);
    pawl_chan_free(ticker);
    (void)arg;
}

START_TEST(one_tick_each)
{
    run(tick, NULL);
    ck_assert_uint_eq(length, 4);
    for (char c = '1'; c <= '4'; c++)
        ck_assert_msg(strchr(order, c) != NULL, "%s", order);
}
END_TEST

int main(void)
{
    setenv("PAWL_PROCS", "1", 1);
    unsetenv("PAWL_GO");
    const struct named_test tests[] = {
        {handed_over, 0},
        {first_come_first_served, 0},
        {last_first_then_in_turn, 0},
        {sleepers_by_their_moments, 0},
        {one_tick_each, 0},
    };
    return suite_run("run order", tests, TEST_COUNT(tests));
}
