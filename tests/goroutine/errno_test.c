// errno_test.c - errno of goroutines that change threads.
// SPDX-License-Identifier: MIT
#include "support/suite.h"

#include <errno.h>
#include <pawl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define GOROUTINES 8
#define ROUNDS 100

static atomic_int lost, spoilt;

// As a system call would: not seen by ThreadSanitizer, and on the errno of this thread.
__attribute__((__noinline__, __no_sanitize__("thread"))) static void fail_with(int err)
{
    errno = err;
}

static void wait_for_file(int fd)
{
    if (pawl_go_wait_fd(fd, PAWL_GO_READ, pawl_now() + 20 * PAWL_MICROSECOND) != PAWL_ETIMEDOUT)
        atomic_fetch_add(&lost, 1);
}

static void block(int fd)
{
    (void)fd;
    pawl_go_blocking_begin();
    usleep(200); // long enough to lose its worker
    pawl_go_blocking_end();
}

static void (*const ways[])(int fd) = {wait_for_file, block};

struct worker {
    void (*wait)(int fd);
    int err, fd;
};

// Another one's wait must not write to the errno of the thread that it was on: this one's, now.
static void compute(const struct worker *w)
{
    for (int64_t end = pawl_now() + 30 * PAWL_MICROSECOND; pawl_now() < end;)
        if (pawl_go_errno() != w->err) {
            atomic_fetch_add(&spoilt, 1);
            fail_with(w->err);
        }
}

static void work(void *arg)
{
    const struct worker *w = arg;
    for (int i = 0; i < ROUNDS; i++) {
        fail_with(w->err);
        compute(w);
        w->wait(w->fd);
        if (pawl_go_errno() != w->err)
            atomic_fetch_add(&lost, 1);
    }
}

START_TEST(errno_stays)
{
    setenv("PAWL_GO", "migrate", 1); // read by the first goroutine of this process
    setenv("PAWL_PROCS", "4", 1);
    pawl_waitgroup wg = {0};
    struct worker workers[GOROUTINES];
    for (int i = 0; i < GOROUTINES; i++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        workers[i] = (struct worker){ways[_i], 1000 + i, ends[0]};
        pawl_waitgroup_go(&wg, work, &workers[i]);
    }
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(atomic_load(&lost), 0);
    ck_assert_int_eq(atomic_load(&spoilt), 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {errno_stays, sizeof ways / sizeof ways[0]},
    };
    return suite_run("errno", tests, TEST_COUNT(tests));
}
