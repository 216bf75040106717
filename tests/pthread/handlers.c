// handlers.c - tests of signal handlers that lock, wait and signal while their own thread waits.
// POSIX leaves that undefined, and programs do it: with the C library it works, if the handler's
// locks are others than the thread's.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

#include <signal.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static atomic_bool ready;

// ---- the thread's own wait ----------------------------------------------------------------------

static void unlock(void *m)
{
    SHOULD(pthread_mutex_unlock(m) == 0);
}

static int wait_lock(void *arg)
{
    (void)arg;
    return mutex_lock_unlock(&mu);
}

static int wait_timed_lock(void *arg)
{
    (void)arg;
    int err = pthread_mutex_timedlock(&mu, &far_future);
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

static int wait_read(void *arg)
{
    (void)arg;
    int err = pthread_rwlock_rdlock(&rw);
    return err != 0 ? err : pthread_rwlock_unlock(&rw);
}

static int wait_write(void *arg)
{
    (void)arg;
    int err = pthread_rwlock_wrlock(&rw);
    return err != 0 ? err : pthread_rwlock_unlock(&rw);
}

static int wait_ready(void *arg)
{
    (void)arg;
    int err = pthread_mutex_lock(&mu);
    pthread_cleanup_push(unlock, &mu);
    while (err == 0 && !ready)
        err = pthread_cond_wait(&cond, &mu);
    pthread_cleanup_pop(1);
    return err;
}

enum { WAITS = 5 };
static int (*const waits[WAITS])(void *arg) = {wait_lock, wait_timed_lock, wait_read, wait_write,
                                               wait_ready};

static void hold_for(int (*wait)(void *arg))
{
    if (wait != wait_ready)
        WORKS(pthread_mutex_lock(&mu));
    WORKS(pthread_rwlock_wrlock(&rw));
}

static void let_go(int (*wait)(void *arg))
{
    if (wait == wait_ready)
        WORKS(pthread_mutex_lock(&mu));
    ready = true;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_rwlock_unlock(&rw));
}

// ---- the waits of its handlers, one in the other ------------------------------------------------

static struct inner {
    pthread_mutex_t mu;
    pthread_cond_t cond;
    bool ready;
    atomic_bool begun, over;
} locks = {.mu = PTHREAD_MUTEX_INITIALIZER},
  sleeps = {.mu = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};

static void lock_in_handler(int number)
{
    (void)number;
    locks.begun = true;
    SHOULD(mutex_lock_unlock(&locks.mu) == 0);
    locks.over = true;
}

static void wait_in_handler(int number)
{
    (void)number;
    struct inner *in = &sleeps;
    SHOULD(pthread_mutex_lock(&in->mu) == 0);
    pthread_cleanup_push(unlock, &in->mu);
    in->begun = true;
    while (!in->ready)
        SHOULD(pthread_cond_wait(&in->cond, &in->mu) == 0);
    pthread_cleanup_pop(1);
    in->over = true;
}

static void end_lock(void)
{
    WORKS(pthread_mutex_unlock(&locks.mu));
}

static void end_wait(void)
{
    WORKS(pthread_mutex_lock(&sleeps.mu));
    sleeps.ready = true;
    WORKS(pthread_cond_broadcast(&sleeps.cond));
    WORKS(pthread_mutex_unlock(&sleeps.mu));
}

static void install(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    WORKS(sigaction(number, &action, NULL));
}

static void interrupt(const struct actor *a, int number, const atomic_bool *begun)
{
    actor_blocks(a);
    WORKS(pthread_kill(a->thread, number));
    WAIT_FOR(*begun);
    actor_blocks(a);
}

// ---- the tests ----------------------------------------------------------------------------------

enum { LOCK, WAIT, OWN, ENDS, ORDERS = 6 };
static const int orders[ORDERS][ENDS] = {{LOCK, WAIT, OWN}, {LOCK, OWN, WAIT}, {WAIT, LOCK, OWN},
                                         {WAIT, OWN, LOCK}, {OWN, LOCK, WAIT}, {OWN, WAIT, LOCK}};

// Three waits of one thread, in each other, end in any order, and none ends another.
START_TEST(any_order)
{
    int (*wait)(void *arg) = waits[_i / ORDERS];
    struct actor a;
    bool ended[ENDS] = {false};
    install(SIGUSR1, lock_in_handler);
    install(SIGUSR2, wait_in_handler);
    hold_for(wait);
    WORKS(pthread_mutex_lock(&locks.mu));
    actor_start(&a, wait, NULL);
    interrupt(&a, SIGUSR1, &locks.begun);
    interrupt(&a, SIGUSR2, &sleeps.begun);
    for (int i = 0; i < ENDS; i++) {
        int end = orders[_i % ORDERS][i];
        ended[end] = true;
        if (end == OWN)
            let_go(wait);
        else
            (end == LOCK ? end_lock : end_wait)();
        sleep_ns(1000000); // who was woken by mistake is on its way
        ck_assert(ended[WAIT] || !sleeps.over);
        ck_assert((ended[WAIT] && ended[LOCK]) || !locks.over);
        ck_assert(i == ENDS - 1 || !a.done);
    }
    WORKS(actor_join(&a));
    ck_assert(locks.over && sleeps.over);
    NOTHING_WRONG();
}
END_TEST

static void make_ready(int number)
{
    (void)number;
    locks.begun = true;
    SHOULD(mutex_lock_unlock(&locks.mu) == 0);
    SHOULD(pthread_mutex_lock(&mu) == 0);
    ready = true;
    SHOULD(pthread_cond_signal(&cond) == 0);
    SHOULD(pthread_mutex_unlock(&mu) == 0);
}

// A handler ends the very wait that it interrupts.
START_TEST(signals_its_own_wait)
{
    struct actor a;
    install(SIGUSR1, make_ready);
    WORKS(pthread_mutex_lock(&locks.mu));
    actor_start(&a, wait_ready, NULL);
    interrupt(&a, SIGUSR1, &locks.begun);
    end_lock();
    WORKS(actor_join(&a));
    NOTHING_WRONG();
}
END_TEST

// Both waits are off, and both mutexes are locked and unlocked again.
START_TEST(cancelled_in_handler)
{
    struct actor a;
    install(SIGUSR1, wait_in_handler);
    actor_start(&a, wait_ready, NULL);
    interrupt(&a, SIGUSR1, &sleeps.begun);
    WORKS(pthread_cancel(a.thread));
    void *end;
    WORKS(pthread_join(a.thread, &end));
    ck_assert(end == PTHREAD_CANCELED);
    WORKS(elsewhere(mutex_lock_unlock, &mu));
    WORKS(elsewhere(mutex_lock_unlock, &sleeps.mu));
    WORKS(pthread_cond_destroy(&cond));
    WORKS(pthread_cond_destroy(&sleeps.cond));
    NOTHING_WRONG();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {any_order, WAITS * ORDERS},
        {signals_its_own_wait, 1},
        {cancelled_in_handler, 1},
    };
    return suite_run("handlers", tests, TEST_COUNT(tests));
}
