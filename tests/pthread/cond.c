// cond.c - tests of what a pthread condition variable does: waits, signals and broadcasts.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

// A gate of tickets: who takes one goes on.
static int tickets, waiting;

static int take_ticket(void *arg)
{
    (void)arg;
    int err = pthread_mutex_lock(&mu);
    waiting++;
    while (err == 0 && tickets == 0)
        err = pthread_cond_wait(&cond, &mu);
    waiting--;
    tickets--;
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

static void lock_when_waiting(int n)
{
    WORKS(pthread_mutex_lock(&mu));
    while (waiting != n) {
        WORKS(pthread_mutex_unlock(&mu));
        sleep_ns(20000);
        WORKS(pthread_mutex_lock(&mu));
    }
}

// ---- one waiter, some waiters -------------------------------------------------------------------

START_TEST(nobody_waits)
{
    for (int i = 0; i < 100; i++) {
        WORKS(pthread_cond_signal(&cond));
        WORKS(pthread_cond_broadcast(&cond));
    }
    struct actor a;
    actor_start(&a, take_ticket, NULL);
    lock_when_waiting(1);
    tickets = 1;
    WORKS(pthread_cond_signal(&cond));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
}
END_TEST

static void open_gate(int n, bool broadcast, bool with_mutex)
{
    tickets += n;
    if (!with_mutex)
        WORKS(pthread_mutex_unlock(&mu));
    for (int i = 0; i < (broadcast ? 1 : n); i++)
        WORKS(broadcast ? pthread_cond_broadcast(&cond) : pthread_cond_signal(&cond));
    if (with_mutex)
        WORKS(pthread_mutex_unlock(&mu));
}

enum { CROWD = 6 };

// For every type of mutex, with signals or a broadcast, with the mutex locked or not.
START_TEST(all_go_on)
{
    mutex_make(&mu, mutex_types[_i / 4]);
    for (int round = 0; round < 20; round++) {
        struct actor crowd[CROWD];
        for (int i = 0; i < CROWD; i++)
            actor_start(&crowd[i], take_ticket, NULL);
        lock_when_waiting(CROWD);
        open_gate(CROWD, _i % 2 == 0, _i / 2 % 2 == 0);
        for (int i = 0; i < CROWD; i++)
            WORKS(actor_join(&crowd[i]));
        ck_assert_int_eq(tickets, 0);
    }
    WORKS(pthread_cond_destroy(&cond));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(one_after_the_other)
{
    struct actor crowd[CROWD];
    for (int i = 0; i < CROWD; i++)
        actor_start(&crowd[i], take_ticket, NULL);
    for (int i = 0; i < CROWD; i++) {
        lock_when_waiting(CROWD - i);
        open_gate(1, false, i % 2 == 0);
    }
    for (int i = 0; i < CROWD; i++)
        WORKS(actor_join(&crowd[i]));
}
END_TEST

// ---- the mutex ----------------------------------------------------------------------------------

static int others_can_lock;

static int signal_and_look(void *arg)
{
    (void)arg;
    int err = pthread_mutex_lock(&mu);
    others_can_lock++;
    tickets = 1;
    SHOULD(pthread_cond_signal(&cond) == 0);
    return err != 0 ? err : pthread_mutex_unlock(&mu);
}

// The wait sets it free, and has it again when it returns.
START_TEST(mutex_is_free_meanwhile)
{
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    struct actor a;
    actor_start(&a, signal_and_look, NULL);
    while (tickets == 0)
        WORKS(pthread_cond_wait(&cond, &mu));
    ck_assert_int_eq(others_can_lock, 1);
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    if (mutex_types[_i] == PTHREAD_MUTEX_ERRORCHECK)
        GIVES(EDEADLK, pthread_mutex_lock(&mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
    if (mutex_types[_i] == PTHREAD_MUTEX_ERRORCHECK || mutex_types[_i] == PTHREAD_MUTEX_RECURSIVE)
        GIVES(EPERM, pthread_mutex_unlock(&mu));
    NOTHING_WRONG();
}
END_TEST

// A wait gives up one lock of several, so nobody else gets in, and all are still there afterwards.
START_TEST(recursive_mutex_locked_twice)
{
    mutex_make(&mu, PTHREAD_MUTEX_RECURSIVE);
    WORKS(pthread_mutex_lock(&mu));
    WORKS(pthread_mutex_lock(&mu));
    struct timespec soon = from_now(CLOCK_REALTIME, MILLISECONDS(100));
    struct actor a;
    actor_start(&a, mutex_lock, &mu);
    while (pthread_cond_timedwait(&cond, &mu, &soon) == 0)
        continue;
    actor_blocks(&a);
    WORKS(pthread_mutex_unlock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    actor_blocks(&a);
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(actor_join(&a));
}
END_TEST

static int wait_unlocked(void *arg)
{
    (void)arg;
    struct timespec past = {0, 0};
    int first = pthread_cond_wait(&cond, &mu);
    int second = pthread_cond_timedwait(&cond, &mu, &past);
    return first == second ? first : -1;
}

START_TEST(mutex_of_another_thread)
{
    mutex_make(&mu, _i % 2 == 0 ? PTHREAD_MUTEX_ERRORCHECK : PTHREAD_MUTEX_RECURSIVE);
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            WORKS(pthread_mutex_lock(&mu));
        GIVES(EPERM, elsewhere(wait_unlocked, NULL));
    }
    WORKS(pthread_mutex_unlock(&mu));
    struct actor a;
    actor_start(&a, take_ticket, NULL);
    lock_when_waiting(1);
    open_gate(1, false, true);
    WORKS(actor_join(&a));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

// "When there are no waiters, it may be used with another mutex".
START_TEST(mutexes_in_turn)
{
    pthread_mutex_t others[] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
                                PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP};
    for (int i = 0; i < 30; i++) {
        struct timespec soon = from_now(CLOCK_REALTIME, 50000);
        pthread_mutex_t *m = &others[i % 3];
        WORKS(pthread_mutex_lock(m));
        while (pthread_cond_timedwait(&cond, m, &soon) == 0)
            continue;
        WORKS(pthread_mutex_unlock(m));
    }
    WORKS(pthread_cond_destroy(&cond));
}
END_TEST

// ---- objects that nobody initialised ------------------------------------------------------------

struct anywhere {
    pthread_mutex_t mu;
    pthread_cond_t cond;
    int waits;
    bool go;
};

static int wait_anywhere(void *arg)
{
    struct anywhere *o = arg;
    int err = pthread_mutex_lock(&o->mu);
    o->waits = 1;
    while (err == 0 && !o->go)
        err = pthread_cond_wait(&o->cond, &o->mu);
    return err != 0 ? err : pthread_mutex_unlock(&o->mu);
}

START_TEST(zeros_are_a_condition)
{
    struct anywhere *o = calloc(1, sizeof *o), copy;
    ck_assert_ptr_nonnull(o);
    memcpy(&copy, o, sizeof copy);
    struct anywhere *both[] = {o, &copy};
    for (int i = 0; i < 2; i++) {
        struct actor a;
        actor_start(&a, wait_anywhere, both[i]);
        actor_blocks(&a);
        WORKS(pthread_mutex_lock(&both[i]->mu));
        both[i]->go = true;
        WORKS(pthread_cond_signal(&both[i]->cond));
        WORKS(pthread_mutex_unlock(&both[i]->mu));
        WORKS(actor_join(&a));
    }
    free(o);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {nobody_waits, 1},
        {all_go_on, 4 * MUTEX_TYPES},
        {one_after_the_other, 1},
        {mutex_is_free_meanwhile, MUTEX_TYPES},
        {recursive_mutex_locked_twice, 1},
        {mutex_of_another_thread, 2},
        {mutexes_in_turn, 1},
        {zeros_are_a_condition, 1},
    };
    return suite_run("cond", tests, TEST_COUNT(tests));
}
