// stopped_waker_test.c - an unlocker stands still between its claim of a waiter and the wake.
// SPDX-License-Identifier: MIT
//
// As a stopped, descheduled or traced thread may. The linker puts the function below between the
// library and the kernel (--wrap); there the thread waits until the test lets it go on. A whole
// process that is stopped is in stop_test.c.
#include "park/futex.h"
#include "pthread/thread_state.h"
#include "support/fight.h"

#include <stdio.h>
#include <sys/mman.h>

static struct fight f;
static pawl_mutex other;

void __real_pawl_futex_wake_(pawl_word *w, int n);
void __wrap_pawl_futex_wake_(pawl_word *w, int n);

static pawl_word *_Atomic stop_at; // the parker whose wake does not come
static atomic_bool stopped, go_on;

void __wrap_pawl_futex_wake_(pawl_word *w, int n)
{
    pawl_word *expected = w;
    if (atomic_compare_exchange_strong(&stop_at, &expected, NULL)) {
        atomic_store(&stopped, true);
        WAIT_FOR(atomic_load(&go_on));
    }
    __real_pawl_futex_wake_(w, n);
}

static void *lock_once(void *arg)
{
    pawl_mutex *m = arg;
    pawl_mutex_lock(m);
    pawl_mutex_unlock(m);
    return NULL;
}

static atomic_int waiting; // the waiter's thread

static void *wait_once(void *arg)
{
    atomic_store(&waiting, gettid());
    return lock_once(arg);
}

// Who is granted the mutex between queueing and going to sleep goes on without a wake, so being in
// the queue is not enough.
static struct team start_a_waiter(void)
{
    struct team waiter = team_start(1, wait_once, &f.mu);
    WAIT_FOR(queue_length(&f.mu.sema) == 1);
    WAIT_FOR(thread_state(atomic_load(&waiting)) == 'S');
    return waiter;
}

static void *unlock_mutex(void *arg)
{
    pawl_mutex_unlock(arg);
    return NULL;
}

// Lets a thread unlock f.mu, for which one thread waits, and stop before the wake.
static struct team stop_a_waker(bool starving)
{
    stop_at = &queue_front(&f.mu.sema)->word;
    if (starving)
        fight_make_starving(&f.mu);
    struct team waker = team_start(1, unlock_mutex, &f.mu);
    WAIT_FOR(atomic_load(&stopped));
    return waker;
}

// ---- the others ---------------------------------------------------------------------------------

static void *try_for_a_while(void *arg)
{
    (void)arg;
    unsigned seed = atomic_fetch_add(&f.seed, 1) * 2654435761u | 1;
    for (int i = 0; i < 100; i++) {
        if (!fight_until(&f, &seed))
            continue;
        fight_hold(&f, &seed);
        pawl_mutex_unlock(&f.mu);
    }
    return NULL;
}

// Nobody else is woken while the waker stands still, and after 0.3 ms an unlock hands the mutex to
// the waiter that it released: then nobody gets it. But deadlines hold, and nothing is lost.
START_TEST(deadlines_hold_meanwhile)
{
    f.patience_ns = 200000;
    pawl_mutex_lock(&f.mu);
    struct team waiter = start_a_waiter();
    struct team waker = stop_a_waker(_i == 1);
    team_run(3, try_for_a_while, NULL);
    printf("waker stopped%s: others locked %ld times, timed out %ld times\n",
           _i == 1 ? " in starvation mode" : "", atomic_load(&f.locked), atomic_load(&f.timed_out));
    ck_assert_int_eq(atomic_load(&f.locked) + atomic_load(&f.timed_out), 300);
    ck_assert(_i == 0 || atomic_load(&f.locked) == 0); // it has an owner, who does not know it yet
    atomic_store(&go_on, true);
    team_join(&waker);
    team_join(&waiter);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

static void *lock_ten_times(void *arg)
{
    for (int i = 0; i < 10; i++)
        lock_once(arg);
    return NULL;
}

// The stall has no other end than the waker's return, and that is one.
START_TEST(all_goes_on_afterwards)
{
    pawl_mutex_lock(&f.mu);
    struct team waiter = start_a_waiter();
    struct team waker = stop_a_waker(_i == 1);
    struct team others = team_start(4, lock_ten_times, &f.mu);
    sleep_ns(5 * PAWL_MILLISECOND);
    atomic_store(&go_on, true);
    team_join(&waker);
    team_join(&waiter);
    team_join(&others);
    fight_check(&f);
    ck_assert(table_is_empty());
}
END_TEST

// ---- the waiter does not wait for the wake ------------------------------------------------------

#define STACK (256 * 1024)

// The waiter is granted already, so whatever wakes it lets it go: it returns, its stack goes, and
// another thread gets its parker, before the late wake comes and hits that one.
START_TEST(waiter_gone_before_the_wake)
{
    void *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(stack != MAP_FAILED);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, stack, STACK);
    pthread_t waiter;
    pawl_mutex_lock(&f.mu);
    ck_assert_int_eq(pthread_create(&waiter, &attr, lock_once, &f.mu), 0);
    pthread_attr_destroy(&attr);
    WAIT_FOR(queue_length(&f.mu.sema) == 1);
    struct pawl_parker *parker = queue_front(&f.mu.sema);
    struct team waker = stop_a_waker(false);

    __real_pawl_futex_wake_(&parker->word, 1); // for no reason
    pthread_join(waiter, NULL);
    munmap(stack, STACK);

    pawl_mutex_lock(&other);
    struct team heir = team_start(1, lock_once, &other);
    WAIT_FOR(queue_length(&other.sema) == 1);
    ck_assert_msg(queue_front(&other.sema) == parker, "another parker: this test tests nothing");
    atomic_store(&go_on, true);
    team_join(&waker);
    sleep_ns(PAWL_MILLISECOND); // the stale wake has its chance
    ck_assert_int_eq(queue_length(&other.sema), 1);
    ck_assert_uint_eq(other.state, 1 | 1 << 3);
    pawl_mutex_unlock(&other);
    team_join(&heir);
    ck_assert_uint_eq(other.state, 0);
    fight_check(&f);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {deadlines_hold_meanwhile, 2},
        {all_goes_on_afterwards, 2},
        {waiter_gone_before_the_wake, 1},
    };
    return suite_run("stopped_waker", tests, TEST_COUNT(tests));
}
