// unwind_test.c - stacks that were learned, against those that the C library finds.
// SPDX-License-Identifier: MIT
#include "support/suite.h"
#include "support/threads.h"
#include "watch/unwind.h"

#include <alloca.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdbool.h>

#define NOINLINE __attribute__((__noinline__))

static _Thread_local struct pawl_unwind_stack stack;
static atomic_int wrong, walks;

// The caller's frame is the first in both; where exactly it called differs.
NOINLINE static int compare(void)
{
    uintptr_t ours[PAWL_UNWIND_MAX], at[PAWL_UNWIND_MAX];
    void *theirs[PAWL_UNWIND_MAX];
    size_t n = pawl_unwind_(&stack, ours, at, PAWL_UNWIND_MAX);
    int m = backtrace(theirs, PAWL_UNWIND_MAX);
    bool same = (int)n == m;
    for (int i = 1; same && i < m; i++)
        same = ours[i] == (uintptr_t)theirs[i];
    atomic_fetch_add(&walks, 1);
    if (!same)
        atomic_fetch_add(&wrong, 1);
    return (int)n;
}

NOINLINE static int descend(int depth)
{
    volatile char frame[24] = {0};
    return (depth == 0 ? compare() : descend(depth - 1)) + frame[depth % 24];
}

// A frame of varying size, again and again the same one before it varies.
NOINLINE static int vary(int size, int depth)
{
    volatile char *frame = alloca((size_t)size);
    frame[0] = 0;
    return descend(depth) + frame[0];
}

START_TEST(same_frames)
{
    for (int i = 0; i < 3000; i++)
        descend(i % 20);
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_eq(walks, 3000);
}
END_TEST

START_TEST(deeper_than_can_be_kept)
{
    for (int i = 0; i < 300; i++) {
        uintptr_t pcs[8] = {0}, at[8];
        ck_assert_uint_le(pawl_unwind_(&stack, pcs, at, 8), 8);
        ck_assert_int_eq(descend(60 + i % 3), PAWL_UNWIND_MAX);
    }
    ck_assert_int_eq(wrong, 0);
}
END_TEST

// A varying frame may be taken for a fixed one until it varies; after that, never again. What is on
// the stack then leads the walk to no known call as a rule, not by necessity.
START_TEST(varying_frames)
{
    for (int i = 0; i < 2000; i++)
        vary(64 + i % 7 * 160, i % 5);
    ck_assert_int_eq(walks, 2000);
    ck_assert_int_le(wrong, 4);
    for (int i = 0; i < 7; i++) // each size has been met by now
        vary(64 + i * 160, 3);
    atomic_store(&wrong, 0);
    for (int i = 0; i < 2000; i++)
        vary(64 + i % 7 * 160, i % 5);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

static int order(const void *a, const void *b)
{
    compare();
    return *(const int *)a - *(const int *)b;
}

static void *called_by_others(void *arg)
{
    for (int round = 0; round < 100; round++) {
        int numbers[] = {5, 2, 8, 1, 9, 3};
        qsort(numbers, 6, sizeof numbers[0], order);
        descend(round % 10);
    }
    return arg;
}

START_TEST(through_the_c_library_on_many_threads)
{
    for (int i = 0; i < 10; i++)
        team_run(4, called_by_others, NULL);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {same_frames, 1},
        {deeper_than_can_be_kept, 1},
        {varying_frames, 1},
        {through_the_c_library_on_many_threads, 1},
    };
    return suite_run("unwind", tests, TEST_COUNT(tests));
}
