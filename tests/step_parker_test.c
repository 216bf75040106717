// step_parker_test.c - a signal handler waits, at each instruction at which a wait is lent its
// parker and returns it.
// SPDX-License-Identifier: MIT
#include "support/step.h"

#include "park/park.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdio.h>

enum { OURS = 5, THEIRS = 7 };

#define MAX_SEEN 8

// All parkers that were lent, to anybody. A pool that loses one goes on to others.
static struct pawl_parker *seen[MAX_SEEN];
static atomic_int seen_count, wrong;
static atomic_long handled;

static void see(struct pawl_parker *p)
{
    int i = 0, n = atomic_load(&seen_count);
    while (i < n && seen[i] != p)
        i++;
    if (i < n || n == MAX_SEEN)
        return;
    seen[n] = p;
    atomic_store(&seen_count, n + 1);
}

// Leaves its mark in what it is lent.
static void wait_in_handler(void *arg)
{
    (void)arg;
    struct pawl_parker *p = pawl_parker_lend_();
    pawl_word_store_rlx(&p->word, THEIRS);
    see(p);
    pawl_parker_return_(p);
    atomic_fetch_add(&handled, 1);
}

static void wait_among_handlers(void)
{
    struct pawl_parker *p = pawl_parker_lend_();
    pawl_word_store_rlx(&p->word, OURS);
    pawl_parker_self_(); // as long as it is ours: a few instructions
    void **slot = pawl_parker_slot_();
    atomic_fetch_add(&wrong, pawl_word_load_rlx(&p->word) != OURS);
    pawl_parker_return_(p);
    atomic_fetch_add(&wrong, pawl_parker_slot_() != slot);
    see(p);
}

static void *each_instruction(void *arg)
{
    for (int i = 0; i < 2; i++) { // the first time it has no parker of its own
        step_begin_each(wait_in_handler, NULL);
        wait_among_handlers();
        step_end();
    }
    return arg;
}

static void *one_instruction(void *arg)
{
    bool *more = arg;
    static long k;
    step_begin(++k, wait_in_handler, NULL);
    wait_among_handlers();
    *more = step_end();
    return NULL;
}

static void check(void)
{
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_int_eq(atomic_load(&seen_count), 2); // the thread's own, and one more
}

START_TEST(handlers_all_the_way)
{
    step_setup();
    team_run(1, each_instruction, NULL);
    check();
    printf("handlers at %ld instructions\n", atomic_load(&handled));
}
END_TEST

// In a thread of its own each: what it has lent must be back in the pool when it has exited.
START_TEST(handler_once)
{
    step_setup();
    bool more = true;
    while (more)
        team_run(1, one_instruction, &more);
    check();
    printf("a handler at each of %ld instructions\n", atomic_load(&handled));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{handlers_all_the_way, 1}, {handler_once, 1}};
    if (!CAN_STEP)
        return suite_skip("step_parker", STEP_NEEDS);
    return suite_run("step_parker", tests, TEST_COUNT(tests));
}
