// go_fork_test.c - a process with goroutines forks.
// SPDX-License-Identifier: MIT
#include "goroutine/gate.h"
#include "support/suite.h"

#include <sys/wait.h>
#include <unistd.h>

static pawl_waitgroup wg;

// The child has none of its parent's goroutines, and starts its own.
static int child_life_with_goroutines(void)
{
    pawl_waitgroup own = {0};
    alarm(20);
    if (pawl_go_count() != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        pawl_waitgroup_go(&own, nothing, NULL);
    pawl_waitgroup_wait(&own);
    return 0;
}

START_TEST(fork_and_go_on)
{
    for (int i = 0; i < 10; i++)
        pawl_waitgroup_go(&wg, pass, NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(child_life_with_goroutines());
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    for (int i = 0; i < 10; i++)
        pawl_sema_release(&gate, 0);
    pawl_waitgroup_wait(&wg);
    ck_assert_int_eq(passed, 10);
}
END_TEST

static void forks(void *arg)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(5);
    EXPECT(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 5, "the child: %#x", status);
    (void)arg;
}

START_TEST(a_goroutine_forks)
{
    pawl_waitgroup_go(&wg, forks, NULL);
    pawl_waitgroup_wait(&wg);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {fork_and_go_on, 0},
        {a_goroutine_forks, 0},
    };
    return suite_run("go fork", tests, TEST_COUNT(tests));
}
