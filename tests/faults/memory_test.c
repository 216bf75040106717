// memory_test.c - no memory is left: for a thread that has to wait first, and for the table.
// SPDX-License-Identifier: MIT
//
// Neither lock nor unlock could return an error, so both are fatal, with a clear line and no crash.
#include "support/child.h"
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <stdatomic.h>

#define NO_PARKER "pawl: no memory for a thread that has to wait"
#define NO_TABLE "pawl: no memory for the semaphore table"

static pawl_mutex mu;
static atomic_bool out_of_memory;

// ---- the first wait of a thread -----------------------------------------------------------------

#define THREADS 100 // more than parkers fit into a page

static atomic_int numbers;

// One after the other, so that only one of them dies.
static void *wait_in_turn(void *arg)
{
    int i = atomic_fetch_add(&numbers, 1);
    WAIT_FOR(atomic_load(&out_of_memory) && queue_length(&mu.sema) == i);
    if (arg != NULL)
        (void)!pawl_mutex_lock_until(&mu, pawl_now() + 90 * PAWL_SECOND);
    else
        pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return NULL;
}

static void take_all_memory(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_AS, &none);
    atomic_store(&out_of_memory, true);
}

static void wait_without_memory(void *arg)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start_sized(THREADS, wait_in_turn, arg, 64 * 1024);
    take_all_memory();
    team_join(&t);
}

static void lock_without_memory(void)
{
    wait_without_memory(NULL);
}

static void lock_until_without_memory(void)
{
    wait_without_memory(&numbers);
}

START_TEST(no_memory_for_a_waiter)
{
    if (_i == 0)
        expect_fatal("lock", lock_without_memory, NO_PARKER);
    else
        expect_fatal("lock_until", lock_until_without_memory, NO_PARKER);
}
END_TEST

#define OLD_HANDS 20

static void *wait_once_then_again(void *arg)
{
    pawl_mutex_lock(&mu); // gets its parker
    pawl_mutex_unlock(&mu);
    WAIT_FOR(atomic_load(&out_of_memory));
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

// Who has waited before needs no memory for it any more, and to unlock needs none at all.
static void old_hands(void)
{
    pawl_mutex_lock(&mu);
    struct team t = team_start_sized(OLD_HANDS, wait_once_then_again, NULL, 64 * 1024);
    WAIT_FOR(queue_length(&mu.sema) == OLD_HANDS);
    pawl_mutex_unlock(&mu);
    WAIT_FOR(queue_length(&mu.sema) == 0);
    pawl_mutex_lock(&mu);
    take_all_memory();
    WAIT_FOR(queue_length(&mu.sema) == OLD_HANDS);
    pawl_mutex_unlock(&mu);
    for (int i = 0; i < OLD_HANDS; i++)
        pthread_join(t.threads[i], NULL);
    if (mu.state != 0 || mu.sema.count != 0)
        _exit(1);
}

START_TEST(a_second_wait_needs_none)
{
    struct ending e = child_run(old_hands);
    ck_assert_msg(e.status == 0, "status %#x:\n%s", (unsigned)e.status, e.said);
    ck_assert_str_eq(e.said, "test completed\n");
}
END_TEST

// ---- the table, when the program starts ---------------------------------------------------------

// Before the library's own constructor, which makes the table.
__attribute__((__constructor__(101))) static void start_without_memory(void)
{
    static const struct rlimit none = {0, 0};
    if (getenv("NO_MEMORY_FROM_THE_START"))
        setrlimit(RLIMIT_AS, &none);
}

static void start_again(void)
{
    setenv("NO_MEMORY_FROM_THE_START", "1", 1);
    execl("/proc/self/exe", "memory_test", (char *)NULL);
    _exit(99);
}

START_TEST(no_memory_for_the_table)
{
    expect_fatal("start", start_again, NO_TABLE);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {no_memory_for_a_waiter, 2},
        {a_second_wait_needs_none, 1},
        {no_memory_for_the_table, 1},
    };
    return suite_run("memory", tests, TEST_COUNT(tests));
}
