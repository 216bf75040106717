// signals.c - tests of signals that arrive in a wait: the handler runs, and the wait goes on. No
// function here ever returns EINTR.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <signal.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static bool ready;
static atomic_int handled;

static void handle(int number)
{
    (void)number;
    handled++;
}

static void install(int flags)
{
    struct sigaction action = {.sa_flags = flags};
    action.sa_handler = handle;
    WORKS(sigaction(SIGUSR1, &action, NULL));
}

// ---- waits that end when somebody lets them -----------------------------------------------------

static int lock(void *until)
{
    return until == NULL ? pthread_mutex_lock(&mu) : pthread_mutex_timedlock(&mu, until);
}

static int read_lock(void *until)
{
    return until == NULL ? pthread_rwlock_rdlock(&rw) : pthread_rwlock_timedrdlock(&rw, until);
}

static int write_lock(void *until)
{
    return until == NULL ? pthread_rwlock_wrlock(&rw) : pthread_rwlock_timedwrlock(&rw, until);
}

// A wait on a condition variable may return at any time, but with 0, or after its deadline.
static int wait_ready(void *until)
{
    int err = pthread_mutex_lock(&mu);
    while (err == 0 && !ready)
        err = until == NULL ? pthread_cond_wait(&cond, &mu)
                            : pthread_cond_timedwait(&cond, &mu, until);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    return err;
}

static void hold_all(void)
{
    WORKS(pthread_mutex_lock(&mu));
    WORKS(pthread_rwlock_wrlock(&rw));
    ready = true;
}

static void let_all_go(void)
{
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_rwlock_unlock(&rw));
    WORKS(pthread_mutex_unlock(&mu));
}

enum { WAITS = 4 };
static int (*const waits[WAITS])(void *until) = {lock, read_lock, write_lock, wait_ready};

// Flags of the handler and a deadline, or none: four cases for each wait.
START_TEST(wait_goes_on)
{
    struct timespec deadline = far_future;
    struct actor a;
    install(_i % 2 == 0 ? 0 : SA_RESTART);
    bool for_cond = _i / 4 == 3;
    if (!for_cond)
        hold_all();
    actor_start(&a, waits[_i / 4], _i / 2 % 2 == 0 ? NULL : &deadline);
    for (int i = 1; i <= 20; i++) {
        actor_blocks(&a);
        WORKS(pthread_kill(a.thread, SIGUSR1));
        WAIT_FOR(handled == i);
    }
    actor_blocks(&a);
    if (for_cond)
        hold_all();
    let_all_go();
    WORKS(actor_join(&a));
    NOTHING_WRONG();
}
END_TEST

// ---- waits that end at their deadline -----------------------------------------------------------

static struct timespec soon;

static int time_out(void *wait)
{
    soon = from_now(CLOCK_REALTIME, MILLISECONDS(30));
    int err = waits[*(int *)wait](&soon);
    SHOULD(reached(CLOCK_REALTIME, soon));
    return err;
}

START_TEST(deadline_stays)
{
    struct actor a;
    install(_i % 2 == 0 ? 0 : SA_RESTART);
    int wait = _i / 2;
    if (waits[wait] != wait_ready)
        hold_all();
    actor_start(&a, time_out, &wait);
    int sent = 0;
    while (!a.done) {
        if (handled == sent) { // one at a time: they do not queue
            WORKS(pthread_kill(a.thread, SIGUSR1));
            sent++;
        }
        sleep_ns(300000);
    }
    GIVES(ETIMEDOUT, actor_join(&a));
    NOTHING_WRONG();
    ck_assert_int_gt(handled, 0);
}
END_TEST

// ---- a storm ------------------------------------------------------------------------------------

static atomic_bool stop;
static long counter;

static void *fight(void *arg)
{
    for (long i = 0; !stop; i++) {
        SHOULD(pthread_mutex_lock(&mu) == 0);
        counter++;
        if (i % 4 == 0)
            SHOULD(pthread_cond_signal(&cond) == 0);
        struct timespec t = from_now(CLOCK_REALTIME, 100000);
        if (i % 32 == 0) {
            int err = pthread_cond_timedwait(&cond, &mu, &t);
            SHOULD(err == 0 || err == ETIMEDOUT);
        }
        SHOULD(pthread_mutex_unlock(&mu) == 0);
        int err = i % 8 == 0 ? pthread_rwlock_wrlock(&rw) : pthread_rwlock_rdlock(&rw);
        SHOULD(err == 0);
        if (i % 64 == 0)
            sched_yield();
        SHOULD(pthread_rwlock_unlock(&rw) == 0);
    }
    return arg;
}

START_TEST(storm)
{
    install(_i % 2 == 0 ? 0 : SA_RESTART);
    struct team fighters = team_start(4, fight, NULL);
    for (int i = 0; i < 3000; i++) {
        WORKS(pthread_kill(fighters.threads[i % 4], SIGUSR1));
        sleep_ns(20000);
    }
    stop = true;
    team_join(&fighters);
    NOTHING_WRONG();
    ck_assert_int_gt(handled, 0);
    ck_assert_int_gt(counter, 0);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {wait_goes_on, 4 * WAITS},
        {deadline_stays, 2 * WAITS},
        {storm, 2},
    };
    return suite_run("signals", tests, TEST_COUNT(tests));
}
