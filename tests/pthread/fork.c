// fork.c - tests of locks in a process that forks while its threads use them.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <sys/wait.h>

enum { FIGHTERS = 4, FORKS = 40 };

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static long counter, shadow, items;
static atomic_bool stop;

// in_child runs life in a child of fork, and demands that it finds nothing wrong.
static void in_child(void (*life)(void))
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        alarm(HUNG);
        life();
        _exit(wrong_line == 0 ? 0 : 1 + wrong_line % 200);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(status == 0, "status %#x", (unsigned)status);
}

// Threads that use all three, in the parent until it stops them, in the child for some rounds.
static void use_once(long i)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    counter++;
    items++;
    SHOULD(pthread_cond_signal(&cond) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    SHOULD((i % 4 == 0 ? pthread_rwlock_wrlock(&rw) : pthread_rwlock_rdlock(&rw)) == 0);
    shadow += i % 4 == 0;
    if (i % 128 == 0)
        sched_yield();
    SHOULD(pthread_rwlock_unlock(&rw) == 0);
    SHOULD(pthread_mutex_lock(&mu) == 0);
    while (items == 0)
        SHOULD(pthread_cond_wait(&cond, &mu) == 0);
    items--;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

static void *use_until_stopped(void *arg)
{
    for (long i = 0; !stop; i++)
        use_once(i);
    return arg;
}

static void *use_for_a_while(void *arg)
{
    for (long i = 0; i < 500; i++)
        use_once(i);
    return arg;
}

static void use_with_threads(void)
{
    pthread_t threads[FIGHTERS];
    for (int i = 0; i < FIGHTERS; i++)
        SHOULD(pthread_create(&threads[i], NULL, use_for_a_while, NULL) == 0);
    for (int i = 0; i < FIGHTERS; i++)
        SHOULD(pthread_join(threads[i], NULL) == 0);
}

// ---- pthread_atfork: locked in the prepare handler, unlocked in parent and child ----------------

static void lock_all(void)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    SHOULD(pthread_rwlock_wrlock(&rw) == 0);
}

static void unlock_all(void)
{
    SHOULD(pthread_rwlock_unlock(&rw) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

// The mutex is the child's to unlock. glibc's rwlock knows its writer by the number of a thread,
// which the child does not have: only init helps. And no thread of the parent waits on the
// condition here.
static void unlock_in_child(void)
{
    items = 0;
    SHOULD(pthread_cond_init(&cond, NULL) == 0);
    SHOULD(pthread_rwlock_init(&rw, NULL) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

START_TEST(handlers)
{
    WORKS(pthread_atfork(lock_all, unlock_all, unlock_in_child));
    struct team fighters = team_start(FIGHTERS, use_until_stopped, NULL);
    for (int i = 0; i < FORKS; i++)
        in_child(use_with_threads);
    stop = true;
    team_join(&fighters);
    NOTHING_WRONG();
    use_with_threads();
    NOTHING_WRONG();
}
END_TEST

// The locks have waiters when they are copied: they do not exist in the child.
static void unlock_and_use(void)
{
    SHOULD(pthread_rwlock_unlock(&rw) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    use_with_threads();
}

static int read_unlock(void *arg)
{
    int err = pthread_rwlock_rdlock(arg);
    return err != 0 ? err : pthread_rwlock_unlock(arg);
}

START_TEST(locked_by_the_forking_thread)
{
    struct actor waiters[2];
    for (int round = 0; round < FORKS / 2; round++) {
        WORKS(pthread_mutex_lock(&mu));
        WORKS(pthread_rwlock_rdlock(&rw));
        for (int i = 0; i < 2; i++)
            actor_start(&waiters[i], mutex_lock_unlock, &mu);
        for (int i = 0; i < 2; i++)
            actor_blocks(&waiters[i]);
        WORKS(elsewhere(read_unlock, &rw));
        in_child(unlock_and_use);
        unlock_all();
        for (int i = 0; i < 2; i++)
            WORKS(actor_join(&waiters[i]));
    }
    NOTHING_WRONG();
}
END_TEST

// ---- locked by a thread that the child does not have: init makes it usable again ----------------

static void init_and_use(void)
{
    SHOULD(pthread_mutex_trylock(&mu) == EBUSY);
    SHOULD(pthread_mutex_init(&mu, NULL) == 0);
    SHOULD(pthread_cond_init(&cond, NULL) == 0);
    SHOULD(pthread_rwlock_init(&rw, NULL) == 0);
    items = 0;
    use_with_threads();
}

static bool waiting;

static int wait_on_condition(void *arg)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    waiting = true;
    while (waiting)
        SHOULD(pthread_cond_wait(&cond, &mu) == 0);
    return arg == NULL ? pthread_mutex_unlock(&mu) : -1;
}

static int lock_until_stopped(void *arg)
{
    (void)arg;
    lock_all();
    WAIT_FOR(stop);
    waiting = false;
    SHOULD(pthread_cond_signal(&cond) == 0);
    unlock_all();
    return 0;
}

START_TEST(locked_by_another_thread)
{
    struct actor waiter, owner;
    actor_start(&waiter, wait_on_condition, NULL);
    WAIT_FOR(pthread_mutex_lock(&mu) == 0 && (waiting || pthread_mutex_unlock(&mu) != 0));
    WORKS(pthread_mutex_unlock(&mu));
    actor_start(&owner, lock_until_stopped, NULL);
    WAIT_FOR(pthread_mutex_trylock(&mu) == EBUSY || pthread_mutex_unlock(&mu) != 0);
    for (int i = 0; i < FORKS / 4; i++)
        in_child(init_and_use);
    stop = true;
    WORKS(actor_join(&owner));
    WORKS(actor_join(&waiter));
    NOTHING_WRONG();
}
END_TEST

// ---- types that know their owner ----------------------------------------------------------------

static pthread_mutex_t owned;
static bool recursive;

// POSIX has the child's thread own it. In glibc the parent's thread still does, so that programs
// initialise such a mutex anew, which must work.
static void init_owned(void)
{
    mutex_make(&owned, PTHREAD_MUTEX_RECURSIVE);
    SHOULD(pthread_mutex_lock(&owned) == 0);
    SHOULD(pthread_mutex_lock(&owned) == 0);
    SHOULD(elsewhere(mutex_trylock, &owned) == EBUSY);
    SHOULD(pthread_mutex_unlock(&owned) == 0);
    SHOULD(pthread_mutex_unlock(&owned) == 0);
    SHOULD(pthread_mutex_unlock(&owned) == EPERM);
}

// An unlocked one needs nothing.
static void use_owned(void)
{
    SHOULD(pthread_mutex_lock(&owned) == 0);
    SHOULD(pthread_mutex_lock(&owned) == (recursive ? 0 : EDEADLK));
    SHOULD(pthread_mutex_unlock(&owned) == 0);
    if (recursive)
        SHOULD(pthread_mutex_unlock(&owned) == 0);
    SHOULD(pthread_mutex_unlock(&owned) == EPERM);
}

START_TEST(types_with_an_owner)
{
    for (int i = 0; i < 2; i++) {
        recursive = i == 1;
        mutex_make(&owned, recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_ERRORCHECK);
        WORKS(elsewhere(mutex_lock_unlock, &owned));
        in_child(use_owned);
        WORKS(pthread_mutex_lock(&owned));
        in_child(init_owned);
        WORKS(pthread_mutex_unlock(&owned));
    }
}
END_TEST

// ---- the child's child --------------------------------------------------------------------------

static void fork_again(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        use_with_threads();
        _exit(wrong_line == 0 ? 0 : 1);
    }
    int status = -1;
    SHOULD(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
    use_with_threads();
}

START_TEST(generations)
{
    use_with_threads();
    in_child(fork_again);
    use_with_threads();
    NOTHING_WRONG();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {handlers, 1},
        {locked_by_the_forking_thread, 1},
        {locked_by_another_thread, 1},
        {types_with_an_owner, 1},
        {generations, 1},
    };
    return suite_run("fork", tests, TEST_COUNT(tests));
}
