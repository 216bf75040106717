// robust.c - tests of robust mutexes, whose owner dies.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static pthread_mutex_t *mu;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

enum { TYPES = 3 }; // normal, errorcheck, recursive: mutex_types begins with them

static void make(int type, int protocol)
{
    pthread_mutexattr_t attr;
    mu = mmap(NULL, sizeof *mu, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(mu != MAP_FAILED);
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_settype(&attr, type));
    WORKS(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST));
    WORKS(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_mutexattr_setprotocol(&attr, protocol));
    WORKS(pthread_mutex_init(mu, &attr));
}

// Every type, private to its owner's process or not, without and with priority inheritance.
enum { CASES = TYPES * 2 };

static void make_case(int i)
{
    make(mutex_types[i % TYPES], i < TYPES ? PTHREAD_PRIO_NONE : PTHREAD_PRIO_INHERIT);
}

static int lock_twice_if_possible(void *arg)
{
    (void)arg;
    int err = pthread_mutex_lock(mu);
    pthread_mutex_trylock(mu);
    return err;
}

// ---- it is like any other -----------------------------------------------------------------------

START_TEST(owner_lives)
{
    make_case(_i);
    WORKS(pthread_mutex_lock(mu));
    int type = mutex_types[_i % TYPES];
    int again = pthread_mutex_trylock(mu);
    // The standard wants EBUSY of an errorcheck mutex, too, as glibc gives for one not robust.
    ck_assert(again == (type == PTHREAD_MUTEX_RECURSIVE ? 0 : EBUSY) ||
              (type == PTHREAD_MUTEX_ERRORCHECK && again == EDEADLK));
    if (type == PTHREAD_MUTEX_RECURSIVE)
        WORKS(pthread_mutex_unlock(mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, mu));
    GIVES(EPERM, elsewhere(mutex_unlock, mu));
    GIVES(EINVAL, pthread_mutex_consistent(mu));
    WORKS(pthread_mutex_unlock(mu));
    GIVES(EPERM, pthread_mutex_unlock(mu));
    WORKS(elsewhere(mutex_lock_unlock, mu));
    WORKS(pthread_mutex_destroy(mu));
}
END_TEST

// ---- the owner's thread ends --------------------------------------------------------------------

static int timed_lock(pthread_mutex_t *m)
{
    struct timespec deadline = from_now(CLOCK_REALTIME, MILLISECONDS(3600000));
    return pthread_mutex_timedlock(m, &deadline);
}

// A deadline is no reason not to hear of the death.
static int lock_in_way(int way)
{
    return way == 0   ? pthread_mutex_lock(mu)
           : way == 1 ? pthread_mutex_trylock(mu)
                      : timed_lock(mu);
}

START_TEST(made_consistent)
{
    make_case(_i);
    for (int way = 0; way < 3; way++) {
        WORKS(elsewhere(lock_twice_if_possible, NULL));
        GIVES(EOWNERDEAD, lock_in_way(way));
        GIVES(EBUSY, elsewhere(mutex_trylock, mu));
        WORKS(pthread_mutex_consistent(mu));
        GIVES(EINVAL, pthread_mutex_consistent(mu));
        WORKS(pthread_mutex_unlock(mu));
        WORKS(elsewhere(mutex_lock_unlock, mu));
    }
}
END_TEST

START_TEST(not_made_consistent)
{
    make_case(_i);
    WORKS(elsewhere(lock_twice_if_possible, NULL));
    GIVES(EOWNERDEAD, pthread_mutex_lock(mu));
    WORKS(pthread_mutex_unlock(mu));
    GIVES(ENOTRECOVERABLE, elsewhere(mutex_lock, mu));
    // Trylock last: in glibc 2.36 it says so, and keeps the mutex locked for ever.
    static const int in_turn[] = {0, 2, 1};
    for (int i = 0; i < 3; i++)
        GIVES(ENOTRECOVERABLE, lock_in_way(in_turn[i]));
    WORKS(pthread_mutex_destroy(mu)); // all that is left to do
    make_case(_i);
    WORKS(elsewhere(mutex_lock_unlock, mu));
}
END_TEST

static atomic_bool may_end;

static int lock_and_end_when_told(void *arg)
{
    int err = pthread_mutex_lock(arg);
    WAIT_FOR(may_end);
    return err;
}

START_TEST(waiter_hears_of_it)
{
    struct actor owner, waiter;
    make_case(_i);
    actor_start(&owner, lock_and_end_when_told, mu);
    WAIT_FOR(pthread_mutex_trylock(mu) == EBUSY || pthread_mutex_unlock(mu) != 0);
    actor_start(&waiter, mutex_lock, mu);
    actor_blocks(&waiter);
    may_end = true;
    WORKS(actor_join(&owner));
    GIVES(EOWNERDEAD, actor_join(&waiter));
}
END_TEST

// ---- the owner's process ends -------------------------------------------------------------------

START_TEST(process_is_killed)
{
    make_case(_i);
    int tell[2];
    char byte;
    WORKS(pipe(tell));
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        _exit(pthread_mutex_lock(mu) != 0 || write(tell[1], "x", 1) != 1 || pause() != 0);
    }
    ck_assert_int_eq(read(tell[0], &byte, 1), 1);
    GIVES(EBUSY, pthread_mutex_trylock(mu));
    WORKS(kill(pid, SIGKILL));
    GIVES(EOWNERDEAD, pthread_mutex_lock(mu));
    WORKS(pthread_mutex_consistent(mu));
    WORKS(pthread_mutex_unlock(mu));
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    WORKS(pthread_mutex_lock(mu));
}
END_TEST

// ---- a condition variable's wait hears of it, too -----------------------------------------------

static int waiting;

static int wait_once(void *arg)
{
    (void)arg;
    int err = pthread_mutex_lock(mu);
    waiting = 1;
    while (err == 0 && waiting == 1)
        err = pthread_cond_wait(&cond, mu);
    SHOULD(pthread_mutex_consistent(mu) == 0);
    SHOULD(pthread_mutex_unlock(mu) == 0);
    return err;
}

static int signal_and_die(void *arg)
{
    int err;
    do {
        err = pthread_mutex_lock(mu);
        if (waiting != 0)
            break;
        SHOULD(pthread_mutex_unlock(mu) == 0);
    } while (err == 0);
    waiting = 2;
    SHOULD(pthread_cond_signal(arg) == 0);
    return err;
}

START_TEST(waiter_on_a_condition_hears_of_it)
{
    struct actor waiter;
    make_case(_i);
    actor_start(&waiter, wait_once, NULL);
    WORKS(elsewhere(signal_and_die, &cond));
    GIVES(EOWNERDEAD, actor_join(&waiter));
    NOTHING_WRONG();
    WORKS(pthread_mutex_lock(mu));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {owner_lives, CASES},         {made_consistent, CASES},
        {not_made_consistent, CASES}, {waiter_hears_of_it, CASES},
        {process_is_killed, CASES},   {waiter_on_a_condition_hears_of_it, CASES},
    };
    return suite_run("robust", tests, TEST_COUNT(tests));
}
