// poll_test.c - pawl_go_wait_fd: goroutines and threads that wait for files.
// SPDX-License-Identifier: MIT
#include "support/agents.h"
#include "support/suite.h"

#include <fcntl.h>
#include <pawl.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t soon(void)
{
    return pawl_now() + 2 * PAWL_MILLISECOND;
}

static void make_pair(int *fds)
{
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
}

// ---- what it returns ----------------------------------------------------------------------------

static atomic_int wrong;

static void try_all(void *arg)
{
    int *fds = arg;
    char byte = 'x';
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_WRITE, PAWL_NEVER) != 0;
    int64_t deadline = soon();
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, deadline) != PAWL_ETIMEDOUT;
    wrong += pawl_now() < deadline;
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, 0) != PAWL_ETIMEDOUT;
    wrong += pawl_go_wait_fd(fds[0], 3, 0) != EINVAL;
    wrong += pawl_go_wait_fd(-1, PAWL_GO_READ, PAWL_NEVER) != EBADF;
    wrong += pawl_go_wait_fd(2000000, PAWL_GO_WRITE, PAWL_NEVER) != EBADF;
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, INT64_MIN) != PAWL_ETIMEDOUT;
    wrong += write(fds[1], &byte, 1) != 1;
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, PAWL_NEVER) != 0;
    wrong += read(fds[0], &byte, 1) != 1;
    close(fds[1]); // ends every wait
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, PAWL_NEVER) != 0;
    wrong += read(fds[0], &byte, 1) != 0;
    close(fds[0]);
}

START_TEST(what_it_returns)
{
    int fds[2];
    struct agents a = {.kind = (enum agents_kind)_i};
    make_pair(fds);
    agents_start(&a, try_all, fds);
    agents_join(&a);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

static void wait_to_read(void *arg)
{
    int *fd = arg;
    wrong += pawl_go_wait_fd(*fd, PAWL_GO_READ, PAWL_NEVER) != 0;
}

static void wait_too(void *arg)
{
    int *fd = arg;
    wrong += pawl_go_wait_fd(*fd, PAWL_GO_READ, PAWL_NEVER) != EEXIST;
    wrong += pawl_go_wait_fd(*fd, PAWL_GO_WRITE, PAWL_NEVER) != 0;
}

static void wait_for_file(void *arg)
{
    int fd = open("/proc/self/exe", O_RDONLY);
    wrong += pawl_go_wait_fd(fd, PAWL_GO_READ, PAWL_NEVER) != EPERM;
    close(fd);
    (void)arg;
}

START_TEST(one_each_way)
{
    int fds[2];
    pawl_waitgroup wg = {0};
    make_pair(fds);
    setenv("PAWL_PROCS", "1", 1); // so that the first one waits when the second comes
    pawl_waitgroup_go(&wg, wait_to_read, fds);
    pawl_go_sleep(20 * PAWL_MILLISECOND);
    pawl_waitgroup_go(&wg, wait_too, fds);
    pawl_waitgroup_go(&wg, wait_for_file, NULL);
    pawl_go_sleep(20 * PAWL_MILLISECOND);
    ck_assert_int_eq(write(fds[1], "x", 1), 1);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

// ---- the other side is half gone ----------------------------------------------------------------

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * PAWL_SECOND + t.tv_nsec;
}

static void fill_and_wait(void *arg)
{
    static const char bytes[4096];
    const int *fds = arg;
    while (write(fds[0], bytes, sizeof bytes) > 0)
        continue;
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_WRITE, pawl_now() + 500 * PAWL_MILLISECOND) !=
             PAWL_ETIMEDOUT;
    wrong += pawl_go_wait_fd(fds[0], PAWL_GO_READ, PAWL_NEVER) != 0;
}

// It sends no more, but could read: who waits to write does so without being woken again and again.
START_TEST(nothing_more_will_come)
{
    int fds[2];
    pawl_waitgroup wg = {0};
    make_pair(fds);
    shutdown(fds[1], SHUT_WR);
    int64_t before = cpu_ns();
    pawl_waitgroup_go(&wg, fill_and_wait, fds);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_lt(cpu_ns() - before, 250 * PAWL_MILLISECOND);
    ck_assert_int_eq(wrong, 0);
    close(fds[0]);
    close(fds[1]);
}
END_TEST

// ---- many ---------------------------------------------------------------------------------------

enum { PAIRS = 100, BYTES = 200 };

struct pair {
    int fds[2];
    int got;
};

static void write_bytes(void *arg)
{
    struct pair *p = arg;
    for (int i = 0; i < BYTES;) {
        if (write(p->fds[1], "x", 1) == 1)
            i++;
        else
            pawl_go_wait_fd(p->fds[1], PAWL_GO_WRITE, PAWL_NEVER);
        if (i % 16 == 0)
            agents_yield();
    }
    close(p->fds[1]);
}

// Some waits have a deadline that passes.
static void read_bytes(void *arg)
{
    struct pair *p = arg;
    char data[7];
    for (ssize_t n; (n = read(p->fds[0], data, sizeof data)) != 0;) {
        if (n > 0)
            p->got += (int)n;
        else
            pawl_go_wait_fd(p->fds[0], PAWL_GO_READ,
                            p->got % 3 == 0 ? pawl_now() + 20000 : PAWL_NEVER);
    }
    close(p->fds[0]);
}

START_TEST(many_pairs)
{
    static const char *const procs[] = {"1", "2", "4"};
    static struct pair pairs[PAIRS];
    struct agents a = {.kind = (enum agents_kind)(_i % AGENTS_KINDS)};
    setenv("PAWL_PROCS", procs[_i / AGENTS_KINDS], 1);
    for (int i = 0; i < PAIRS; i++) {
        make_pair(pairs[i].fds);
        agents_start(&a, read_bytes, &pairs[i]);
        agents_start(&a, write_bytes, &pairs[i]);
    }
    agents_join(&a);
    for (int i = 0; i < PAIRS; i++)
        ck_assert_int_eq(pairs[i].got, BYTES);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {what_it_returns, AGENTS_KINDS},
        {one_each_way, 0},
        {nothing_more_will_come, 0},
        {many_pairs, 3 * AGENTS_KINDS},
    };
    return suite_run("poll", tests, TEST_COUNT(tests));
}
