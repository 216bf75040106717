// blocking_test.c - goroutines that block in the kernel, and do not keep others from running.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/sanitizer.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>

static pawl_waitgroup wg;

// For the first goroutine of this process.
static void use_procs(const char *n)
{
    setenv("PAWL_PROCS", n, 1);
}

static void read_one(int fd)
{
    char c;
    if (read(fd, &c, 1) != 1)
        abort();
}

static void write_one(int fd)
{
    if (write(fd, "x", 1) != 1)
        abort();
}

// ---- others go on, though there is one worker ---------------------------------------------------

static int ends[2];

static void block(void *arg)
{
    (void)arg;
    pawl_go_blocking_begin();
    read_one(ends[0]);
    pawl_go_blocking_end();
}

static void block_nested(void *arg)
{
    pawl_go_blocking_begin();
    pawl_go_blocking_begin();
    pawl_go_blocking_end();
    block(arg);
    pawl_go_blocking_end();
}

static void release(void *arg)
{
    (void)arg;
    write_one(ends[1]);
}

static void release_after_sleep(void *arg)
{
    pawl_go_sleep(400 * PAWL_MILLISECOND); // till after the monitor has fallen asleep
    release(arg);
}

static int file[2];

static void release_after_file(void *arg)
{
    EXPECT(pawl_go_wait_fd(file[0], PAWL_GO_READ, PAWL_NEVER) == 0, "no event");
    release(arg);
}

static const struct {
    pawl_go_fn *blocks, *releases;
    bool releases_first;
} pairs[] = {
    {block, release, false},
    {block_nested, release, false},
    // It waits when the other one begins to block: who looks after the timer, the file, then?
    {block, release_after_sleep, true},
    {block, release_after_file, true},
};

START_TEST(one_worker)
{
    use_procs("1");
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pipe(file), 0);
    bool swap = pairs[_i].releases_first;
    pawl_waitgroup_go(&wg, swap ? pairs[_i].releases : pairs[_i].blocks, NULL);
    pawl_waitgroup_go(&wg, swap ? pairs[_i].blocks : pairs[_i].releases, NULL);
    pawl_go_sleep(400 * PAWL_MILLISECOND);
    write_one(file[1]);
    pawl_waitgroup_wait(&wg);
}
END_TEST

// ---- many more than workers ---------------------------------------------------------------------

#define CROWD SCALED(100)

static int crowd[200][2];
static atomic_int blocked;

static void block_in_crowd(void *arg)
{
    int *own = arg;
    pawl_go_blocking_begin();
    atomic_fetch_add(&blocked, 1);
    read_one(own[0]);
    pawl_go_blocking_end();
}

static void release_crowd(void *arg)
{
    (void)arg;
    while (atomic_load(&blocked) != CROWD)
        pawl_go_yield();
    for (int i = CROWD; i-- > 0;)
        write_one(crowd[i][1]);
}

START_TEST(all_block_at_once)
{
    use_procs(_i == 0 ? "1" : "2");
    for (int i = 0; i < CROWD; i++) {
        ck_assert_int_eq(pipe(crowd[i]), 0);
        pawl_waitgroup_go(&wg, block_in_crowd, crowd[i]);
    }
    pawl_waitgroup_go(&wg, release_crowd, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&blocked), CROWD);
}
END_TEST

// ---- never more at once than there are workers --------------------------------------------------

static atomic_int inside, most;

// Outside a blocking section, on a worker, for a moment without a wait.
static void be_inside(void)
{
    int n = atomic_fetch_add(&inside, 1) + 1;
    if (n > atomic_load(&most))
        atomic_store(&most, n);
    for (int64_t end = pawl_now() + 5 * PAWL_MICROSECOND; pawl_now() < end;) {
    }
    atomic_fetch_sub(&inside, 1);
}

static void block_shortly(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;
    for (int i = 0; i < SCALED(300); i++) {
        be_inside();
        pawl_go_blocking_begin();
        seed = seed * 1664525u + 1013904223u;
        if (seed >> 30 == 0)
            usleep((seed >> 8) % 300); // around the time after which the worker is taken away
        pawl_go_blocking_end();
        be_inside();
        if (seed >> 29 == 7)
            pawl_go_yield();
    }
}

START_TEST(workers_are_not_multiplied)
{
    static const char *const procs[] = {"1", "2", "3"};
    use_procs(procs[_i]);
    for (uintptr_t i = 1; i <= 12; i++)
        pawl_waitgroup_go(&wg, block_shortly, (void *)i);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_le(atomic_load(&most), _i + 1);
    ck_assert_int_ge(atomic_load(&most), 1);
}
END_TEST

// ---- waits within a section ---------------------------------------------------------------------

static pawl_mutex mu;
static int shared;

static void lock_in_section(void *arg)
{
    (void)arg;
    for (int i = 0; i < SCALED(500); i++) {
        pawl_go_blocking_begin();
        pawl_mutex_lock(&mu);
        int was = shared;
        if (i % 50 == 0)
            usleep(50);
        if (i % 50 == 25)
            pawl_go_sleep(20 * PAWL_MICROSECOND);
        shared = was + 1;
        pawl_mutex_unlock(&mu);
        pawl_go_blocking_end();
    }
}

START_TEST(a_lock_that_waits)
{
    use_procs(_i == 0 ? "1" : "2");
    for (int i = 0; i < 6; i++)
        pawl_waitgroup_go(&wg, lock_in_section, NULL);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(shared, 6 * SCALED(500));
}
END_TEST

// ---- sections in threads, ends without a begin --------------------------------------------------

static void end_only(void *arg)
{
    (void)arg;
    pawl_go_blocking_end();
    pawl_go_yield();
}

START_TEST(nothing_to_end)
{
    pawl_go_blocking_begin();
    pawl_go_blocking_end();
    pawl_go_blocking_end();
    pawl_waitgroup_go(&wg, end_only, NULL);
    pawl_waitgroup_wait(&wg);
}
END_TEST

static void begin_only(void *arg)
{
    (void)arg;
    pawl_go_blocking_begin();
}

static void end_in_section(void)
{
    pawl_waitgroup_go(&wg, begin_only, NULL);
    pawl_waitgroup_wait(&wg);
    pause();
}

START_TEST(a_goroutine_that_ends_in_a_section)
{
    expect_fatal("begin", end_in_section, "pawl: a goroutine has ended in a blocking section");
}
END_TEST

// ---- no thread for it ---------------------------------------------------------------------------

// The only M blocks; for what is ready then a thread cannot be started, for a while.
static void start_without_threads(void)
{
    struct rlimit now, none;
    use_procs("1");
    if (pipe(ends) != 0)
        abort();
    pawl_waitgroup_go(&wg, block, NULL);
    while (pawl_go_count() != 1)
        pawl_go_sleep(PAWL_MILLISECOND);
    pawl_go_sleep(20 * PAWL_MILLISECOND);
    getrlimit(RLIMIT_AS, &now);
    none = now;
    none.rlim_cur = 1;
    setrlimit(RLIMIT_AS, &none);
    pawl_waitgroup_go(&wg, release, NULL);
    pawl_go_sleep(400 * PAWL_MILLISECOND); // till the monitor would have fallen asleep
    setrlimit(RLIMIT_AS, &now);
    pawl_waitgroup_wait(&wg);
}

START_TEST(threads_later)
{
    if (UNDER_ASAN || UNDER_TSAN)
        return; // they need address space all the time
    struct ending e = child_run(start_without_threads);
    ck_assert_msg(e.status == 0, "%#x: %s", (unsigned)e.status, e.said);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {one_worker, TEST_COUNT(pairs)},
        {all_block_at_once, 2},
        {workers_are_not_multiplied, 3},
        {a_lock_that_waits, 2},
        {nothing_to_end, 0},
        {a_goroutine_that_ends_in_a_section, 0},
        {threads_later, 0},
    };
    return suite_run("blocking", tests, TEST_COUNT(tests));
}
