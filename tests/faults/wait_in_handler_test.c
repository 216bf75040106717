// wait_in_handler_test.c - a signal interrupts a thread that sleeps in a wait, its handler waits,
// and is interrupted, too: three waits of one thread, which end in any order.
// SPDX-License-Identifier: MIT
#include "pthread/thread_state.h"
#include "support/queue.h"
#include "support/suite.h"
#include "support/threads.h"

#include <pawl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

// ---- what the thread waits for ------------------------------------------------------------------

static pawl_mutex mu;
static pawl_rwmutex rw;
static pawl_cond cond;
static pawl_waitgroup wg;
static pawl_semaphore semaphore = PAWL_SEMAPHORE_INIT(1);
static pawl_reentrant_token by_token;
static pawl_sema sema;

static void *wait_mutex(void *arg)
{
    pawl_mutex_lock(&mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

static void *wait_reading(void *arg)
{
    pawl_rwmutex_rlock(&rw);
    pawl_rwmutex_runlock(&rw);
    return arg;
}

static void *wait_cond(void *arg)
{
    pawl_mutex_lock(&mu);
    pawl_cond_wait(&cond, &mu);
    pawl_mutex_unlock(&mu);
    return arg;
}

static void *wait_group(void *arg)
{
    pawl_waitgroup_wait(&wg);
    return arg;
}

static void *wait_units(void *arg)
{
    pawl_semaphore_acquire(&semaphore, 1);
    pawl_semaphore_release(&semaphore, 1);
    return arg;
}

static void *wait_token(void *arg)
{
    pawl_reentrant_token_lock(&by_token, 2);
    pawl_reentrant_token_unlock(&by_token, 2);
    return arg;
}

static void *wait_sema(void *arg)
{
    pawl_sema_acquire(&sema, 0);
    return arg;
}

static void hold_all(void)
{
    pawl_rwmutex_lock(&rw);
    pawl_waitgroup_add(&wg, 1);
    pawl_semaphore_acquire(&semaphore, 1);
    pawl_reentrant_token_lock(&by_token, 1);
}

static void let_all_go(void)
{
    pawl_rwmutex_unlock(&rw);
    pawl_cond_signal(&cond);
    pawl_waitgroup_done(&wg);
    pawl_semaphore_release(&semaphore, 1);
    pawl_reentrant_token_unlock(&by_token, 1);
    pawl_sema_release(&sema, 0);
}

static const struct {
    void *(*wait)(void *arg);
    const void *queue;
} waits[] = {
    {wait_mutex, &mu.sema},  {wait_reading, &rw.state},     {wait_cond, &cond.waiters},
    {wait_group, &wg.state}, {wait_units, &semaphore.held}, {wait_token, &by_token},
    {wait_sema, &sema},
};
enum { WAITS = sizeof waits / sizeof waits[0] };

// ---- what its handlers wait for -----------------------------------------------------------------

static const int signals[] = {SIGUSR1, SIGUSR2};
static pawl_mutex inner[2];
static atomic_bool over[2];

static void lock_in_handler(int signal)
{
    int i = signal == signals[1];
    pawl_mutex_lock(&inner[i]);
    pawl_mutex_unlock(&inner[i]);
    atomic_store(&over[i], true);
}

static void setup(void)
{
    struct sigaction action = {.sa_handler = lock_in_handler};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(sigaction(signals[i], &action, NULL), 0);
        pawl_mutex_lock(&inner[i]);
    }
}

// ---- the thread ---------------------------------------------------------------------------------

static atomic_int tid;

static void *wait_here(void *arg)
{
    atomic_store(&tid, gettid());
    return waits[*(int *)arg].wait(NULL);
}

// It sleeps, and does not only queue: so it has no lock of the library's own, in any back end.
static bool sleeps_at(const void *queue)
{
    return queue_length_at(queue) == 1 && thread_state(atomic_load(&tid)) == 'S';
}

static void interrupt(pthread_t thread, int i)
{
    pthread_kill(thread, signals[i]);
    WAIT_FOR(sleeps_at(&inner[i].sema));
}

// ---- the tests ----------------------------------------------------------------------------------

// 0 and 1: a handler's wait, 2: the thread's.
enum { THREADS_OWN = 2, ORDERS = 6 };
static const int orders[ORDERS][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                      {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

static const void *queue_of(int wait, int i)
{
    return i == THREADS_OWN ? waits[wait].queue : &inner[i].sema;
}

START_TEST(any_order)
{
    int wait = _i / ORDERS;
    const int *order = orders[_i % ORDERS];
    setup();
    hold_all();
    if (waits[wait].wait == wait_mutex)
        pawl_mutex_lock(&mu);
    struct team t = team_start(1, wait_here, &wait);
    WAIT_FOR(sleeps_at(waits[wait].queue));
    for (int i = 0; i < 2; i++)
        interrupt(t.threads[0], i);
    for (int ended = 0; ended < 3; ended++) {
        for (int i = ended; i < 3; i++)
            EXPECT(queue_length_at(queue_of(wait, order[i])) == 1, "wait %d is over", order[i]);
        if (order[ended] != THREADS_OWN)
            pawl_mutex_unlock(&inner[order[ended]]);
        else if (waits[wait].wait == wait_mutex)
            pawl_mutex_unlock(&mu);
        else
            let_all_go();
        sleep_ns(PAWL_MILLISECOND); // who was woken by mistake would be on its way now
    }
    team_join(&t);
    ck_assert(atomic_load(&over[0]) && atomic_load(&over[1]));
    ck_assert(table_is_empty());
}
END_TEST

static void *wait_to_deadline(void *arg)
{
    atomic_int *err = arg;
    atomic_store(&tid, gettid());
    atomic_store(err, pawl_mutex_lock_until(&mu, pawl_now() + 20 * PAWL_MILLISECOND));
    return NULL;
}

// The deadline passes while a handler waits: the thread finds out when that has returned.
START_TEST(deadline_in_handler)
{
    setup();
    pawl_mutex_lock(&mu);
    atomic_int err = 0;
    struct team t = team_start(1, wait_to_deadline, &err);
    WAIT_FOR(sleeps_at(&mu.sema) || atomic_load(&err) != 0); // it may have come too late
    pthread_kill(t.threads[0], SIGUSR1);
    WAIT_FOR(sleeps_at(&inner[0].sema) || atomic_load(&err) != 0);
    sleep_ns(30 * PAWL_MILLISECOND);
    pawl_mutex_unlock(&inner[0]);
    team_join(&t);
    ck_assert_int_eq(atomic_load(&err), PAWL_ETIMEDOUT);
    pawl_mutex_unlock(&mu);
    ck_assert_uint_eq(mu.state, 0);
    ck_assert(table_is_empty());
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {{any_order, WAITS * ORDERS}, {deadline_in_handler, 5}};
    return suite_run("wait_in_handler", tests, TEST_COUNT(tests));
}
