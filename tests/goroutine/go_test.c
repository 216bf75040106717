// go_test.c - goroutines: start, end, yield, sleep, names, numbers, pinned ones.
// SPDX-License-Identifier: MIT
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int ran;
static pawl_waitgroup wg;

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ran, 1);
    pawl_waitgroup_done(&wg);
}

START_TEST(all_run)
{
    atomic_store(&ran, 0);
    pawl_waitgroup_add(&wg, 1000);
    for (int i = 0; i < 1000; i++)
        pawl_go(count, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), 1000);
}
END_TEST

// A tree: each starts two.
static void tree(void *arg)
{
    intptr_t depth = (intptr_t)arg;
    if (depth > 0) {
        pawl_waitgroup_add(&wg, 2);
        pawl_go(tree, (void *)(depth - 1));
        pawl_go(tree, (void *)(depth - 1));
    }
    atomic_fetch_add(&ran, 1);
    pawl_waitgroup_done(&wg);
}

START_TEST(goroutines_start_goroutines)
{
    atomic_store(&ran, 0);
    pawl_waitgroup_add(&wg, 1);
    pawl_go(tree, (void *)(intptr_t)12);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&ran), (1 << 13) - 1);
}
END_TEST

static pawl_mutex mu;
static int shared;

static void fight(void *arg)
{
    (void)arg;
    for (int i = 0; i < 1000; i++) {
        pawl_mutex_lock(&mu);
        int was = shared;
        if (i % 100 == 0)
            pawl_go_yield();
        shared = was + 1;
        pawl_mutex_unlock(&mu);
    }
    pawl_waitgroup_done(&wg);
}

START_TEST(a_mutex_between_goroutines)
{
    shared = 0;
    pawl_waitgroup_add(&wg, 20);
    for (int i = 0; i < 20; i++)
        pawl_go(fight, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(shared, 20000);
}
END_TEST

static void sleeper(void *arg)
{
    int64_t ns = *(int64_t *)arg, start = pawl_now();
    pawl_go_sleep(ns);
    EXPECT(pawl_now() - start >= ns, "slept too short");
    pawl_waitgroup_done(&wg);
}

START_TEST(sleep_is_never_short)
{
    static int64_t ns[] = {-1, 0, 1, 1000, 1000000, 20000000};
    for (unsigned i = 0; i < sizeof ns / sizeof ns[0]; i++) {
        pawl_waitgroup_add(&wg, 1);
        pawl_go(sleeper, &ns[i]);
    }
    pawl_waitgroup_wait(&wg);
    pawl_go_sleep(-5);
    pawl_go_sleep(1000);
}
END_TEST

struct identity {
    uint64_t self;
    const char *name;
};

static void who(void *arg)
{
    struct identity *id = arg;
    id->self = pawl_go_self();
    id->name = pawl_go_name();
    pawl_go_yield();
    EXPECT(id->self == pawl_go_self(), "has another number");
    pawl_waitgroup_done(&wg);
}

START_TEST(numbers_and_names)
{
    ck_assert_uint_eq(pawl_go_self(), 0);
    ck_assert_ptr_null(pawl_go_name());
    struct identity id[3];
    struct pawl_go_attr named = {.name = "named"}, pinned = {.name = "pinned", .pinned = true};
    pawl_waitgroup_add(&wg, 3);
    pawl_go(who, &id[0]);
    ck_assert_int_eq(pawl_go_with(&named, who, &id[1]), 0);
    ck_assert_int_eq(pawl_go_with(&pinned, who, &id[2]), 0);
    pawl_waitgroup_wait(&wg);
    ck_assert_ptr_null(id[0].name);
    ck_assert_str_eq(id[1].name, "named");
    ck_assert_str_eq(id[2].name, "pinned");
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_ne(id[i].self, 0);
        ck_assert_uint_ne(id[i].self, id[(i + 1) % 3].self);
    }
}
END_TEST

START_TEST(wrong_attributes)
{
    struct pawl_go_attr huge = {.stack_size = ((size_t)8 << 20) + 1};
    ck_assert_int_eq(pawl_go_with(&huge, count, NULL), EINVAL);
}
END_TEST

START_TEST(they_are_counted)
{
    pawl_waitgroup_add(&wg, 1);
    pawl_go(count, NULL);
    pawl_waitgroup_wait(&wg);
    while (pawl_go_count() != 0) // the last one is about to end
        pawl_go_yield();
    ck_assert_uint_ge(pawl_go_procs(), 1);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {all_run, 0},
        {goroutines_start_goroutines, 0},
        {a_mutex_between_goroutines, 0},
        {sleep_is_never_short, 0},
        {numbers_and_names, 0},
        {wrong_attributes, 0},
        {they_are_counted, 0},
    };
    return suite_run("go", tests, TEST_COUNT(tests));
}
