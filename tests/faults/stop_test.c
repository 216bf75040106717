// stop_test.c - a process that fights for a mutex is stopped and continued, at any moment.
// SPDX-License-Identifier: MIT
//
// SIGSTOP stops all threads of a process: holders, wakers between claim and wake, waiters. What
// they wait for is late then, and nothing else.
#include "support/fight.h"
#include "support/sanitizer.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIGHTERS 6

static struct fight f;

// The child tells when it fights, and is told when to end.
struct pipes {
    int ready[2], end[2];
};

static int fight_until_told(const struct pipes *p)
{
    f.patience_ns = 500000;
    f.hold_ns = 5000;
    f.nap_ns = 100000;
    pthread_t threads[FIGHTERS];
    for (int i = 0; i < FIGHTERS; i++)
        if (pthread_create(&threads[i], NULL, fight_run, &f) != 0)
            return 2;
    WAIT_FOR(atomic_load(&f.warm) == FIGHTERS);
    char c = 0;
    if (write(p->ready[1], &c, 1) != 1 || read(p->end[0], &c, 1) != 1)
        return 3;
    atomic_store(&f.stop, true);
    for (int i = 0; i < FIGHTERS; i++)
        pthread_join(threads[i], NULL);
    const char *verdict = fight_verdict(&f, true);
    if (verdict)
        fprintf(stderr, "%s (state %#x)\n", verdict, f.mu.state);
    return verdict == NULL && table_is_empty() ? 0 : 1;
}

static void stop_and_go(pid_t pid, unsigned *seed)
{
    sleep_ns(random_next(seed) % 1000000);
    ck_assert_int_eq(kill(pid, SIGSTOP), 0);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
    ck_assert_msg(WIFSTOPPED(status), "the process ended with status %#x", (unsigned)status);
    sleep_ns(random_next(seed) % 2000000); // beyond the starvation threshold, beyond deadlines
    ck_assert_int_eq(kill(pid, SIGCONT), 0);
}

START_TEST(stopped_and_continued)
{
    struct pipes p;
    ck_assert(pipe(p.ready) == 0 && pipe(p.end) == 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        _exit(fight_until_told(&p));
    char c;
    ck_assert_int_eq(read(p.ready[0], &c, 1), 1);
    unsigned seed = 4711;
    for (int i = 0; i < SCALED(500); i++)
        stop_and_go(pid, &seed);
    ck_assert_int_eq(write(p.end[1], &c, 1), 1);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %#x", (unsigned)status);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{stopped_and_continued, 1}};
    return suite_run("stop", tests, TEST_COUNT(tests));
}
