// fault_test.c - what may happen to a waiter: wakes for no reason, signals, cancellation, exit.
// SPDX-License-Identifier: MIT
#include "park/futex.h"
#include "support/fight.h"
#include "support/sanitizer.h"

#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#define FIGHTERS 8

static struct fight f;

// ---- spurious wakes -----------------------------------------------------------------------------

static pawl_word *_Atomic parkers[FIGHTERS];
static atomic_int numbers, known_parkers;
static atomic_bool stop;

static void *fight_known(void *arg)
{
    atomic_store(&parkers[atomic_fetch_add(&numbers, 1)], &pawl_parker_self_()->word);
    atomic_fetch_add(&known_parkers, 1);
    while (atomic_load(&known_parkers) < FIGHTERS)
        sched_yield();
    return fight_run(arg);
}

// Wakes what sleeps on any word that has to do with the fight. Only the addresses are used.
static void *wake_at_random(void *arg)
{
    (void)arg;
    unsigned seed = 99;
    uint64_t hash;
    struct pawl_bucket *b = pawl_bucket_(&f.mu.sema, &hash);
    pawl_word *others[] = {&f.mu.state, &f.mu.sema.count, &b->lock.state};
    while (!atomic_load(&stop)) {
        unsigned i = random_next(&seed) % (FIGHTERS + 3);
        pawl_futex_wake_(i < FIGHTERS ? parkers[i] : others[i - FIGHTERS], INT_MAX);
    }
    return NULL;
}

START_TEST(spurious_wakes)
{
    f.patience_ns = 300000;
    f.hold_ns = 5000;
    f.nap_ns = 100000;
    struct team fighters = team_start(FIGHTERS, fight_known, &f);
    WAIT_FOR(atomic_load(&known_parkers) == FIGHTERS);
    struct team wakers = team_start(2, wake_at_random, NULL);
    WAIT_FOR(atomic_load(&f.locked) >= SCALED(20000) && atomic_load(&f.timed_out) >= SCALED(1000));
    atomic_store(&f.stop, true);
    team_join(&fighters);
    atomic_store(&stop, true);
    team_join(&wakers);
    fight_check(&f);
}
END_TEST

// ---- signals ------------------------------------------------------------------------------------

static atomic_long handled;

static void on_signal(int signal)
{
    (void)signal;
    atomic_fetch_add_explicit(&handled, 1, memory_order_relaxed);
}

// Without SA_RESTART, so that every sleep in the kernel really ends with EINTR.
static void handle_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
}

// 10,000 times a second, a signal to each thread.
static void *storm(void *arg)
{
    const struct team *t = arg;
    while (!atomic_load(&stop)) {
        for (int i = 0; i < t->n; i++)
            pthread_kill(t->threads[i], SIGUSR1);
        sleep_ns(100 * PAWL_MICROSECOND);
    }
    return NULL;
}

START_TEST(signal_storm)
{
    handle_signals();
    f.patience_ns = 2 * PAWL_MILLISECOND;
    f.hold_ns = 20000;
    f.nap_ns = 500000;
    struct team fighters = team_start(FIGHTERS, fight_run, &f);
    struct team storms = team_start(1, storm, &fighters);
    WAIT_FOR(atomic_load(&handled) >= SCALED(20000) && atomic_load(&f.locked) >= SCALED(2000) &&
             atomic_load(&f.timed_out) >= SCALED(500));
    atomic_store(&stop, true);
    team_join(&storms);
    atomic_store(&f.stop, true);
    team_join(&fighters);
    fight_check(&f);
}
END_TEST

static void *wait_long(void *arg)
{
    int *result = arg;
    int64_t deadline = pawl_now() + 50 * PAWL_MILLISECOND;
    *result = pawl_mutex_lock_until(&f.mu, deadline);
    return pawl_now() >= deadline ? arg : NULL;
}

// Nothing happens but signals: the wait must last to its deadline, and be no longer because of
// them.
START_TEST(signals_do_not_end_a_wait)
{
    handle_signals();
    pawl_mutex_lock(&f.mu);
    int result = 0;
    struct team waiter = team_start(1, wait_long, &result);
    struct team storms = team_start(1, storm, &waiter);
    void *not_early;
    pthread_join(waiter.threads[0], &not_early);
    atomic_store(&stop, true);
    team_join(&storms);
    free(waiter.threads);
    ck_assert_int_eq(result, PAWL_ETIMEDOUT);
    ck_assert_msg(not_early != NULL, "timed out early");
    pawl_mutex_unlock(&f.mu);
    ck_assert_uint_eq(f.mu.state, 0);
}
END_TEST

// ---- cancellation -------------------------------------------------------------------------------

static atomic_int got_it;

// Not inlined: AddressSanitizer does not clean the frames that a thread leaves by cancellation or
// pthread_exit, so those of the lock must have been left by return before.
__attribute__((__noinline__)) static void lock_and_unlock(bool timed)
{
    if (timed && pawl_mutex_lock_until(&f.mu, pawl_now() + 90 * PAWL_SECOND) != 0)
        return;
    if (!timed)
        pawl_mutex_lock(&f.mu);
    atomic_fetch_add(&got_it, 1);
    pawl_mutex_unlock(&f.mu);
}

static void *wait_cancelled(void *arg)
{
    lock_and_unlock(arg != NULL);
    pthread_testcancel();
    return NULL;
}

// Waiting is not a cancellation point: the waiter gets the lock, and is cancelled after it.
START_TEST(cancelled_while_waiting)
{
    static int timed;
    pawl_mutex_lock(&f.mu);
    struct team t = team_start(4, wait_cancelled, _i == 1 ? &timed : NULL);
    WAIT_FOR(queue_length(&f.mu.sema) == 4);
    for (int i = 0; i < 4; i++)
        pthread_cancel(t.threads[i]);
    sleep_ns(PAWL_MILLISECOND); // the cancellation has its chance
    ck_assert_int_eq(queue_length(&f.mu.sema), 4);
    pawl_mutex_unlock(&f.mu);
    for (int i = 0; i < 4; i++) {
        void *end;
        pthread_join(t.threads[i], &end);
        ck_assert(end == PTHREAD_CANCELED);
    }
    free(t.threads);
    ck_assert_int_eq(atomic_load(&got_it), 4);
    ck_assert_uint_eq(f.mu.state, 0);
}
END_TEST

// ---- exit right after the wake ------------------------------------------------------------------

#define STACK (256 * 1024)

static void *lock_and_exit(void *arg)
{
    (void)arg;
    lock_and_unlock(false);
    pthread_exit(NULL);
}

static void *hand_out(void *arg)
{
    (void)arg;
    unsigned seed = 7;
    while (!atomic_load(&stop)) {
        pawl_mutex_lock(&f.mu);
        fight_busy(random_next(&seed) % 30000);
        pawl_mutex_unlock(&f.mu);
    }
    return NULL;
}

#define EXITS 8

struct stack {
    pthread_t thread;
    void *memory;
};

static struct stack start_on_own_stack(void)
{
    struct stack s;
    s.memory = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(s.memory != MAP_FAILED);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, s.memory, STACK);
    ck_assert_int_eq(pthread_create(&s.thread, &attr, lock_and_exit, NULL), 0);
    pthread_attr_destroy(&attr);
    return s;
}

// A waiter's record lies on its stack. Here the stack is gone as soon as the thread is: a waker
// that looks at the record once too often dies.
START_TEST(exit_after_wake)
{
    struct team t = team_start(2, hand_out, NULL);
    struct stack stacks[EXITS];
    for (int i = 0; i < SCALED(400); i++) {
        for (int k = 0; k < EXITS; k++)
            stacks[k] = start_on_own_stack();
        for (int k = 0; k < EXITS; k++) {
            pthread_join(stacks[k].thread, NULL);
            munmap(stacks[k].memory, STACK);
        }
    }
    atomic_store(&stop, true);
    team_join(&t);
    ck_assert_uint_eq(f.mu.state, 0);
    ck_assert_uint_eq(f.mu.sema.count, 0);
}
END_TEST

// ---- the last moments of a thread ---------------------------------------------------------------

static pthread_key_t early_key, late_key;

// Runs when the thread's parker may have been given back already, or will be after it.
static void lock_at_exit(void *arg)
{
    (void)arg;
    lock_and_unlock(false);
}

static void *wait_and_leave(void *arg)
{
    pthread_setspecific(early_key, arg);
    lock_and_unlock(false);
    pthread_setspecific(late_key, arg);
    return NULL;
}

START_TEST(waits_in_destructors)
{
    pthread_key_create(&early_key, lock_at_exit); // before the library makes its own
    pawl_parker_self_();
    pthread_key_create(&late_key, lock_at_exit);
    f.hold_ns = 20000;
    struct team fighters = team_start(2, fight_run, &f);
    for (int i = 0; i < SCALED(100); i++)
        team_run(4, wait_and_leave, &f);
    atomic_store(&f.stop, true);
    team_join(&fighters);
    ck_assert_int_eq(atomic_load(&got_it), SCALED(100) * 4 * 3);
    fight_check(&f);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {spurious_wakes, 1},          {signal_storm, 1},    {signals_do_not_end_a_wait, 1},
        {cancelled_while_waiting, 2}, {exit_after_wake, 1}, {waits_in_destructors, 1},
    };
    return suite_run("fault", tests, TEST_COUNT(tests));
}
