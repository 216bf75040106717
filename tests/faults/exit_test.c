// exit_test.c - threads that are cancelled or exit while they wait, while they hold, when woken.
// SPDX-License-Identifier: MIT
#include "support/fight.h"
#include "support/sanitizer.h"

#include <sys/mman.h>
#include <unistd.h>

static struct fight f;
static atomic_int got_it;
static atomic_bool stop;

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

// ---- while waiting ------------------------------------------------------------------------------

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

static void *wait_to_its_deadline(void *arg)
{
    int *result = arg;
    *result = pawl_mutex_lock_until(&f.mu, pawl_now() + 2 * PAWL_MILLISECOND);
    pthread_testcancel();
    return NULL;
}

// Cancelled, and then the deadline passes: it leaves queue and count as if it was not cancelled.
START_TEST(cancelled_before_its_deadline)
{
    pawl_mutex_lock(&f.mu);
    for (int i = 0; i < 20; i++) {
        int result = 0;
        struct team t = team_start(1, wait_to_its_deadline, &result);
        pthread_cancel(t.threads[0]);
        void *end;
        pthread_join(t.threads[0], &end);
        free(t.threads);
        EXPECT(end == PTHREAD_CANCELED && result == PAWL_ETIMEDOUT, "result %d", result);
        EXPECT(f.mu.state == 1, "state is %#x with one owner and no waiter", f.mu.state);
    }
    pawl_mutex_unlock(&f.mu);
    fight_check(&f);
}
END_TEST

// ---- while holding ------------------------------------------------------------------------------

static atomic_bool held;

__attribute__((__noinline__)) static void lock_only(void)
{
    pawl_mutex_lock(&f.mu);
    atomic_store(&held, true);
}

static void *hold_and_exit(void *arg)
{
    lock_only();
    pthread_exit(arg);
}

static void *hold_and_be_cancelled(void *arg)
{
    lock_only();
    for (;;)
        pause();
    return arg;
}

// The mutex has no owner that could be missed: it stays locked, those who wait go on waiting, and
// any thread may unlock it. (PAWL_GUARD unlocks when its thread is cancelled:
// tests/consumer/guard.sh.)
START_TEST(holder_is_gone)
{
    struct team holder = team_start(1, _i == 0 ? hold_and_exit : hold_and_be_cancelled, NULL);
    WAIT_FOR(atomic_load(&held));
    struct team waiters = team_start(3, wait_cancelled, NULL);
    WAIT_FOR(queue_length(&f.mu.sema) == 3);
    if (_i == 1)
        pthread_cancel(holder.threads[0]);
    team_join(&holder);
    ck_assert(!pawl_mutex_trylock(&f.mu));
    ck_assert_int_eq(pawl_mutex_lock_until(&f.mu, pawl_now() + PAWL_MILLISECOND), PAWL_ETIMEDOUT);
    ck_assert_int_eq(queue_length(&f.mu.sema), 3);
    ck_assert_int_eq(atomic_load(&got_it), 0);
    pawl_mutex_unlock(&f.mu);
    team_join(&waiters);
    ck_assert_int_eq(atomic_load(&got_it), 3);
    fight_check(&f);
}
END_TEST

// ---- right after the wake -----------------------------------------------------------------------

#define STACK (256 * 1024)
#define EXITS 8

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

static pawl_mutex other;

static void *wait_for_other(void *arg)
{
    pawl_mutex_lock(&other);
    pawl_mutex_unlock(&other);
    return arg;
}

static void *only_leave(void *arg)
{
    pawl_parker_self_();
    pthread_setspecific(late_key, arg);
    return NULL;
}

// A thread that waits after it gave its parker back needs one again, and not one that the next
// thread gets, too.
START_TEST(parker_of_its_own_to_the_end)
{
    pthread_key_create(&late_key, lock_at_exit);
    pawl_mutex_lock(&f.mu);
    pawl_mutex_lock(&other);
    struct team leaving = team_start(1, only_leave, &f);
    WAIT_FOR(queue_length(&f.mu.sema) == 1);
    struct team next = team_start(1, wait_for_other, NULL);
    WAIT_FOR(queue_length(&other.sema) == 1);
    ck_assert(queue_front(&f.mu.sema) != queue_front(&other.sema));
    pawl_mutex_unlock(&f.mu);
    team_join(&leaving);
    ck_assert_int_eq(queue_length(&other.sema), 1);
    pawl_mutex_unlock(&other);
    team_join(&next);
    fight_check(&f);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {cancelled_while_waiting, 2}, {cancelled_before_its_deadline, 1},
        {holder_is_gone, 2},          {exit_after_wake, 1},
        {waits_in_destructors, 1},    {parker_of_its_own_to_the_end, 1},
    };
    return suite_run("exit", tests, TEST_COUNT(tests));
}
