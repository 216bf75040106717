// early.c - tests of locks at times when others are not ready or gone: before any constructor has
// run, in constructors, in the destructors of a thread, and at exit.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include "pthread/early.h"

#include <sys/wait.h>

// A function of .preinit_array runs before the constructors of all libraries, the preloaded ones
// included. No threads yet.
static void before_all(void)
{
    early_verdicts[BEFORE_ALL] = early_use(0);
}

__attribute__((section(".preinit_array"), used)) static void (*const preinit)(void) = before_all;

__attribute__((constructor(101))) static void construct(void)
{
    early_verdicts[IN_PROGRAM] = early_use(1);
}

START_TEST(before_main)
{
    ck_assert_int_eq(early_verdicts[_i], 1);
}
END_TEST

START_TEST(in_main)
{
    ck_assert_int_eq(early_use(1), 1);
}
END_TEST

// ---- a thread's end -----------------------------------------------------------------------------

static pthread_key_t key;
static atomic_int destroyed;

// The second time round, the thread's other data may be gone.
static void destroy(void *value)
{
    destroyed++;
    SHOULD(early_use(0) == 1);
    if (value == &key)
        SHOULD(pthread_setspecific(key, &destroyed) == 0);
}

static void *set_and_end(void *arg)
{
    SHOULD(pthread_setspecific(key, &key) == 0);
    if (arg != NULL)
        pthread_exit(NULL);
    return NULL;
}

START_TEST(in_destructors_of_a_thread)
{
    WORKS(pthread_key_create(&key, destroy));
    for (int i = 0; i < 50; i++)
        team_run(1, set_and_end, i % 2 == 0 ? NULL : &key);
    ck_assert_int_eq(destroyed, 100);
    NOTHING_WRONG();
}
END_TEST

// A condition variable's wait, contended, as the last thing a thread does.
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int ended;

static void meet_at_the_end(void *arg)
{
    SHOULD(pthread_mutex_lock(arg) == 0);
    ended++;
    SHOULD(pthread_cond_broadcast(&cond) == 0);
    while (ended < 4)
        SHOULD(pthread_cond_wait(&cond, arg) == 0);
    SHOULD(pthread_mutex_unlock(arg) == 0);
}

static void *only_end(void *arg)
{
    SHOULD(pthread_setspecific(key, arg) == 0);
    return NULL;
}

START_TEST(threads_meet_at_their_ends)
{
    WORKS(pthread_key_create(&key, meet_at_the_end));
    for (int i = 0; i < 20; i++) {
        ended = 0;
        team_run(4, only_end, &mu);
    }
    NOTHING_WRONG();
}
END_TEST

// ---- the process' end ---------------------------------------------------------------------------

enum { AT_EXIT_FAILED = 42 };

static void at_exit(void)
{
    if (early_use(1) != 1)
        _exit(AT_EXIT_FAILED);
}

static void *leave(void *arg)
{
    exit(*(int *)arg);
}

// The library's destructor runs after it. Other threads are still there, and may wait.
static void live_and_exit(int i)
{
    pthread_t waiter, leaver;
    alarm(HUNG);
    if (atexit(at_exit) != 0 || pthread_mutex_lock(&mu) != 0 ||
        pthread_create(&waiter, NULL, only_end, &mu) != 0)
        _exit(1);
    int status = 7;
    if (i == 0)
        exit(status);
    if (pthread_create(&leaver, NULL, leave, &status) == 0)
        pthread_join(leaver, NULL);
    _exit(2);
}

START_TEST(at_the_end_of_the_process)
{
    WORKS(pthread_key_create(&key, meet_at_the_end));
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        live_and_exit(_i);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 7, "status %#x", (unsigned)status);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {before_main, TIMES},
        {in_main, 1},
        {in_destructors_of_a_thread, 1},
        {threads_meet_at_their_ends, 1},
        {at_the_end_of_the_process, 2},
    };
    return suite_run("early", tests, TEST_COUNT(tests));
}
