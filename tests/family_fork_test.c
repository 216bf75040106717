// family_fork_test.c - what the forking thread held works in the child; the parent's waiters, which
// the child does not have, do no harm there.
// SPDX-License-Identifier: MIT
//
// In a child nothing may call Check: it answers with its exit status, the number of what failed.
// The child has one thread: if it waits for a ghost, it hangs, and alarm ends it.
#include "support/rw.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

// EXPECT_IN_CHILD ends a child that is not as it should be, and says where.
#define EXPECT_IN_CHILD(cond)                                                                      \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "in the child, line %d: %s\n", __LINE__, #cond);                       \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

static void expect_child_ok(void (*child)(void))
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(5);
        child();
        EXPECT_IN_CHILD(table_is_empty());
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(!WIFSIGNALED(status) || WTERMSIG(status) != SIGALRM, "the child hangs");
    ck_assert_msg(status == 0, "the child ended with status %#x", (unsigned)status);
}

// ---- RWMutex ------------------------------------------------------------------------------------

static void *read_it(void *arg)
{
    kind->rlock(&rw);
    kind->runlock(&rw);
    return arg;
}

static void *write_it(void *arg)
{
    kind->lock(&rw);
    kind->unlock(&rw);
    return arg;
}

static void use_rw(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_t threads[4];
        for (int n = 0; n < 4; n++)
            EXPECT_IN_CHILD(pthread_create(&threads[n], NULL, n < 2 ? read_it : write_it, NULL) ==
                            0);
        kind->rlock(&rw);
        kind->runlock(&rw);
        EXPECT_IN_CHILD(kind->lock_until(&rw, pawl_now() + 10 * PAWL_SECOND) == 0);
        kind->downgrade(&rw);
        kind->runlock(&rw);
        for (int n = 0; n < 4; n++)
            pthread_join(threads[n], NULL);
    }
    EXPECT_IN_CHILD(kind->trylock(&rw));
    kind->unlock(&rw);
    EXPECT_IN_CHILD(rw_at_rest(&rw));
}

static void child_unlocks(void)
{
    EXPECT_IN_CHILD(!kind->trylock(&rw) && !kind->tryrlock(&rw));
    kind->unlock(&rw);
    use_rw();
}

static void child_downgrades(void)
{
    kind->downgrade(&rw);
    EXPECT_IN_CHILD(kind->tryrlock(&rw));
    kind->runlock(&rw);
    kind->runlock(&rw);
    use_rw();
}

START_TEST(rwmutex_held_for_writing)
{
    rw_choose(_i);
    kind->lock(&rw);
    bool waited = _i / RW_KINDS % 2 == 1;
    struct team readers = team_start(waited ? 3 : 0, read_it, NULL);
    struct team writers = team_start(waited ? 3 : 0, write_it, NULL);
    WAIT_FOR(rw_queued_readers(&rw) == readers.n && rw_queued_writers(&rw) == writers.n);
    expect_child_ok(child_unlocks);
    expect_child_ok(child_downgrades);
    kind->unlock(&rw);
    team_join(&readers);
    team_join(&writers);
    ck_assert(rw_at_rest(&rw));
}
END_TEST

// ---- WaitGroup ----------------------------------------------------------------------------------

static pawl_waitgroup wg;

static void *wait_wg(void *arg)
{
    pawl_waitgroup_wait(&wg);
    return arg;
}

static void *done_wg(void *arg)
{
    pawl_waitgroup_done(&wg);
    return arg;
}

static void child_counts(void)
{
    EXPECT_IN_CHILD(pawl_waitgroup_wait_until(&wg, pawl_now() + 1000) == PAWL_ETIMEDOUT);
    pawl_waitgroup_done(&wg);
    pthread_t thread;
    EXPECT_IN_CHILD(pthread_create(&thread, NULL, done_wg, NULL) == 0);
    pawl_waitgroup_wait(&wg);
    pthread_join(thread, NULL);
    pawl_waitgroup_add(&wg, 1);
    pawl_waitgroup_done(&wg);
    EXPECT_IN_CHILD(wg.state == 0);
}

START_TEST(waitgroup_waited_for)
{
    pawl_waitgroup_add(&wg, 2);
    struct team t = team_start(3, wait_wg, NULL);
    WAIT_FOR(queue_length_at(&wg) == 3);
    expect_child_ok(child_counts);
    pawl_waitgroup_add(&wg, -2);
    team_join(&t);
}
END_TEST

// ---- Once ---------------------------------------------------------------------------------------

static pawl_once once;

static void nothing(void *arg)
{
    (void)arg;
}

static atomic_bool runs;

static void *do_once(void *arg)
{
    WAIT_FOR(atomic_load(&runs));
    pawl_once_do(&once, nothing, NULL);
    return arg;
}

// The forking thread runs the function: in the child, too.
static void fork_in_run(void *arg)
{
    atomic_store(&runs, true);
    WAIT_FOR(queue_length_at(&once) == 3);
    pid_t *pid = arg;
    *pid = fork();
    if (*pid == 0)
        alarm(5);
}

START_TEST(once_waited_for)
{
    pid_t pid;
    struct team t = team_start(3, do_once, NULL);
    pawl_once_do(&once, fork_in_run, &pid);
    if (pid == 0) {
        pawl_once_do(&once, nothing, NULL);
        EXPECT_IN_CHILD(once.state == PAWL_ONCE_DONE_ && table_is_empty());
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    team_join(&t);
}
END_TEST

// ---- Cond ---------------------------------------------------------------------------------------

static pawl_mutex mu;
static pawl_cond cond;
static bool ready; // guarded by mu

static void *wait_cond(void *arg)
{
    pawl_mutex_lock(&mu);
    while (!ready)
        pawl_cond_wait(&cond, &mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

static void child_signals(void)
{
    pawl_cond_signal(&cond);
    EXPECT_IN_CHILD(pawl_cond_wait_until(&cond, &mu, pawl_now() + 1000) == PAWL_ETIMEDOUT);
    pthread_t thread;
    EXPECT_IN_CHILD(pthread_create(&thread, NULL, wait_cond, NULL) == 0);
    pawl_mutex_unlock(&mu);
    WAIT_FOR(queue_length_at(&cond) == 1);
    pawl_mutex_lock(&mu);
    ready = true;
    pawl_cond_signal(&cond); // goes to the real one, not to a ghost
    pawl_mutex_unlock(&mu);
    pthread_join(thread, NULL);
    pawl_cond_broadcast(&cond);
    EXPECT_IN_CHILD(cond.waiters == 0);
}

START_TEST(cond_waited_for)
{
    struct team t = team_start(3, wait_cond, NULL);
    WAIT_FOR(queue_length_at(&cond) == 3);
    pawl_mutex_lock(&mu);
    expect_child_ok(child_signals);
    ready = true;
    pawl_mutex_unlock(&mu);
    pawl_cond_broadcast(&cond);
    team_join(&t);
}
END_TEST

// ---- semaphore ----------------------------------------------------------------------------------

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(10);

static void *acquire_eight(void *arg)
{
    pawl_semaphore_acquire(&sem, 8);
    pawl_semaphore_release(&sem, 8);
    return arg;
}

static void child_releases(void)
{
    pawl_semaphore_release(&sem, 4);
    pawl_semaphore_acquire(&sem, 10);
    pawl_semaphore_release(&sem, 10);
    EXPECT_IN_CHILD(sem.held == 0);
}

// Six are free, and in the child nobody waits for them.
static void child_acquires(void)
{
    pawl_semaphore_acquire(&sem, 2);
    EXPECT_IN_CHILD(pawl_semaphore_tryacquire(&sem, 4));
    EXPECT_IN_CHILD(pawl_semaphore_acquire_until(&sem, 1, 0) == PAWL_ETIMEDOUT);
    pawl_semaphore_release(&sem, 10);
    EXPECT_IN_CHILD(sem.held == 0);
}

static void child_tries(void)
{
    EXPECT_IN_CHILD(pawl_semaphore_tryacquire(&sem, 6));
    pawl_semaphore_release(&sem, 10);
}

static void (*const sem_children[])(void) = {child_releases, child_acquires, child_tries};

START_TEST(semaphore_waited_for)
{
    pawl_semaphore_acquire(&sem, 4);
    struct team t = team_start(2, acquire_eight, NULL);
    WAIT_FOR(queue_length_at(&sem.held) == 2);
    expect_child_ok(sem_children[_i]);
    pawl_semaphore_release(&sem, 4);
    team_join(&t);
    ck_assert_uint_eq(sem.held, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {rwmutex_held_for_writing, 2 * RW_KINDS},
        {waitgroup_waited_for, 1},
        {once_waited_for, 1},
        {cond_waited_for, 1},
        {semaphore_waited_for, (int)TEST_COUNT(sem_children)},
    };
    return suite_run("family_fork", tests, TEST_COUNT(tests));
}
