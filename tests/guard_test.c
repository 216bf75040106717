// guard_test.c - PAWL_GUARD and PAWL_WITH unlock by whichever way their scope is left.
// SPDX-License-Identifier: MIT
//
// Leaving by cancellation or by a C++ exception needs other compiler options: tests/consumer.
#include "support/suite.h"

#include <pawl.h>

static pawl_mutex mu;

static bool locked(void)
{
    bool ok = pawl_mutex_trylock(&mu);
    if (ok)
        pawl_mutex_unlock(&mu);
    return !ok;
}

static int guard_return(int value)
{
    PAWL_GUARD(&mu);
    ck_assert(locked());
    if (value > 0)
        return value;
    return -1;
}

START_TEST(guard_by_return)
{
    ck_assert_int_eq(guard_return(7), 7);
    ck_assert(!locked());
    ck_assert_int_eq(guard_return(0), -1);
    ck_assert(!locked());
}
END_TEST

START_TEST(guard_by_closing_brace)
{
    {
        PAWL_GUARD(&mu);
        ck_assert(locked());
    }
    ck_assert(!locked());
}
END_TEST

// A return value is computed before the guard unlocks.
static bool return_locked(void)
{
    PAWL_GUARD(&mu);
    return locked();
}

START_TEST(guard_covers_the_return_value)
{
    ck_assert(return_locked());
    ck_assert(!locked());
}
END_TEST

START_TEST(guard_by_break_and_continue)
{
    int rounds = 0;
    for (int i = 0; i < 10; i++) {
        ck_assert(!locked());
        PAWL_GUARD(&mu);
        rounds++;
        if (i < 5)
            continue;
        ck_assert(locked());
        break;
    }
    ck_assert(!locked());
    ck_assert_int_eq(rounds, 6);
    switch (rounds) {
    case 6: {
        PAWL_GUARD(&mu);
        break;
    }
    default: ck_abort();
    }
    ck_assert(!locked());
}
END_TEST

START_TEST(guard_by_goto)
{
    int rounds = 0;
again : {
    PAWL_GUARD(&mu);
    if (++rounds < 3)
        goto again; // backward: unlocks, then locks again
    goto out;
}
out:
    ck_assert(!locked());
    ck_assert_int_eq(rounds, 3);
}
END_TEST

static pawl_mutex mu2;

// The inner one goes first; one of them does not touch the other.
START_TEST(guards_nest)
{
    PAWL_GUARD(&mu2);
    {
        PAWL_GUARD(&mu);
        ck_assert(locked());
        ck_assert(!pawl_mutex_trylock(&mu2));
    }
    ck_assert(!locked());
    ck_assert(!pawl_mutex_trylock(&mu2));
}
END_TEST

START_TEST(with_runs_its_block_once)
{
    int rounds = 0;
    PAWL_WITH(&mu) {
        ck_assert(locked());
        rounds++;
    }
    ck_assert(!locked());
    PAWL_WITH(&mu)
        rounds++;
    ck_assert(!locked());
    ck_assert_int_eq(rounds, 2);
}
END_TEST

// break and continue leave the block, not the loop around it.
START_TEST(with_by_break_and_continue)
{
    int entered = 0, passed = 0;
    for (int i = 0; i < 4; i++) {
        PAWL_WITH(&mu) {
            entered++;
            if (i % 2 == 0)
                break;
            continue;
        }
        ck_assert(!locked());
        passed++;
    }
    ck_assert_int_eq(entered, 4);
    ck_assert_int_eq(passed, 4);
}
END_TEST

static int with_return(void)
{
    PAWL_WITH(&mu) {
        return locked() ? 1 : 2;
    }
    return 3;
}

START_TEST(with_by_return)
{
    ck_assert_int_eq(with_return(), 1);
    ck_assert(!locked());
}
END_TEST

START_TEST(with_by_goto)
{
    PAWL_WITH(&mu) {
        ck_assert(locked());
        goto out;
    }
    ck_abort_msg("not reached");
out:
    ck_assert(!locked());
}
END_TEST

// The argument is evaluated once, so it may have effects.
static int evaluated;

static pawl_mutex *the_mutex(void)
{
    evaluated++;
    return &mu;
}

START_TEST(argument_is_evaluated_once)
{
    {
        PAWL_GUARD(the_mutex());
        ck_assert_int_eq(evaluated, 1);
    }
    ck_assert_int_eq(evaluated, 1);
    PAWL_WITH(the_mutex()) {
        ck_assert_int_eq(evaluated, 2);
    }
    ck_assert_int_eq(evaluated, 2);
    ck_assert(!locked());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {guard_by_return, 1},
        {guard_by_closing_brace, 1},
        {guard_covers_the_return_value, 1},
        {guard_by_break_and_continue, 1},
        {guard_by_goto, 1},
        {guards_nest, 1},
        {with_runs_its_block_once, 1},
        {with_by_break_and_continue, 1},
        {with_by_return, 1},
        {with_by_goto, 1},
        {argument_is_evaluated_once, 1},
    };
    return suite_run("guard", tests, TEST_COUNT(tests));
}
