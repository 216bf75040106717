// fork_in_handler_test.c - a signal interrupts a thread that waits, and its handler forks.
// SPDX-License-Identifier: MIT
//
// What POSIX allows: the child of a handler calls what is safe in handlers, and execs or exits. It
// does not return into the lock: there nobody would wake it. The parent must not notice anything.
#include "support/fight.h"
#include "support/sanitizer.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIGHTERS 6

static struct fight f;
static atomic_int forked, failed;
static atomic_bool interrupted; // for the last time

// _Fork is the fork that POSIX calls safe in a handler: it runs no fork handlers.
static void fork_here(int signal)
{
    (void)signal;
    int saved = errno;
    pid_t pid = _Fork();
    if (pid == 0)
        _exit(7);
    int status = 0;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 7)
        atomic_fetch_add(&failed, 1);
    atomic_fetch_add(&forked, 1);
    errno = saved;
}

static void setup(void)
{
    struct sigaction action = {.sa_handler = fork_here};
    sigemptyset(&action.sa_mask);
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
}

static void *wait_here(void *arg)
{
    int64_t *deadline = arg;
    int err = pawl_mutex_lock_until(&f.mu, *deadline);
    int64_t now = pawl_now();
    WAIT_FOR(atomic_load(&interrupted)); // a signal to a thread that has ended would be lost
    if (err != 0)
        return now >= *deadline ? arg : NULL;
    pawl_mutex_unlock(&f.mu);
    return *deadline == PAWL_NEVER ? arg : NULL;
}

// Case 0: it waits for the unlock, case 1: to its deadline.
START_TEST(sleeping)
{
    setup();
    int64_t deadline = _i == 0 ? PAWL_NEVER : pawl_now() + 100 * PAWL_MILLISECOND;
    pawl_mutex_lock(&f.mu);
    struct team t = team_start(1, wait_here, &deadline);
    WAIT_FOR(queue_length(&f.mu.sema) == 1 || pawl_now() >= deadline);
    for (int i = 1; i <= 20; i++) {
        pthread_kill(t.threads[0], SIGUSR1);
        WAIT_FOR(atomic_load(&forked) == i);
        EXPECT(_i == 1 || queue_length(&f.mu.sema) == 1, "it left the queue");
    }
    atomic_store(&interrupted, true);
    if (_i == 1)
        WAIT_FOR(f.mu.state == 1);
    pawl_mutex_unlock(&f.mu);
    void *right;
    pthread_join(t.threads[0], &right);
    free(t.threads);
    ck_assert_msg(right != NULL, "the wait ended wrongly");
    ck_assert_int_eq(atomic_load(&failed), 0);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

// Anywhere in lock and unlock.
START_TEST(fighting)
{
    setup();
    f.hold_ns = 3000;
    f.nap_ns = 50000;
    f.patience_ns = 200000;
    struct team t = team_start(FIGHTERS, fight_run, &f);
    WAIT_FOR(atomic_load(&f.warm) == FIGHTERS);
    for (int i = 0; i < SCALED(300); i++) {
        pthread_kill(t.threads[i % FIGHTERS], SIGUSR1);
        sleep_ns(300 * PAWL_MICROSECOND);
    }
    WAIT_FOR(atomic_load(&forked) > 0);
    atomic_store(&f.stop, true);
    team_join(&t);
    ck_assert_int_eq(atomic_load(&failed), 0);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{sleeping, 2}, {fighting, 1}};
    return suite_run("fork_in_handler", tests, TEST_COUNT(tests));
}
