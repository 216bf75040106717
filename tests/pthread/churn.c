// churn.c - threads by the thousand: each uses locks, most only once, and then ends in some way.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

enum { THREADS = 5000, TOGETHER = 20 };

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static long counter, checks, tickets, writes, ended;

static void unlock(void *m)
{
    SHOULD(pthread_mutex_unlock(m) == 0);
}

static void use_mutexes(void)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    counter++;
    SHOULD(pthread_mutex_unlock(&mu) == 0);
    // A new thread may have what the last owner had: its stack, its thread pointer, its number.
    SHOULD(pthread_mutex_unlock(&checked) == EPERM);
    SHOULD(pthread_mutex_lock(&recursive) == 0);
    SHOULD(pthread_mutex_lock(&recursive) == 0);
    checks++;
    SHOULD(pthread_mutex_unlock(&recursive) == 0);
    SHOULD(pthread_mutex_unlock(&recursive) == 0);
}

static void use_rwlock(long i)
{
    SHOULD((i % 8 == 0 ? pthread_rwlock_wrlock(&rw) : pthread_rwlock_rdlock(&rw)) == 0);
    writes += i % 8 == 0;
    SHOULD(pthread_rwlock_unlock(&rw) == 0);
}

// Every second thread brings a ticket for the one before.
static void use_cond(long i)
{
    SHOULD(pthread_mutex_lock(&mu) == 0);
    pthread_cleanup_push(unlock, &mu);
    if (i % 2 != 0) {
        tickets++;
        SHOULD(pthread_cond_signal(&cond) == 0);
    } else {
        while (tickets == 0)
            SHOULD(pthread_cond_wait(&cond, &mu) == 0);
        tickets--;
    }
    ended++;
    pthread_cleanup_pop(1);
}

static void *live(void *arg)
{
    long i = (long)(intptr_t)arg;
    use_mutexes();
    use_rwlock(i);
    use_cond(i);
    if (i % 3 == 0)
        pthread_exit(arg);
    if (i % 3 == 1) {
        pthread_cancel(pthread_self());
        pthread_testcancel();
    }
    return arg;
}

static void start(pthread_t *t, const pthread_attr_t *attr, long i)
{
    WORKS(pthread_create(t, attr, live, (void *)(intptr_t)i));
}

START_TEST(joined)
{
    for (long i = 0; i < THREADS; i += TOGETHER) {
        pthread_t threads[TOGETHER];
        for (int k = 0; k < TOGETHER; k++)
            start(&threads[k], NULL, i + k);
        for (int k = 0; k < TOGETHER; k++)
            WORKS(pthread_join(threads[k], NULL));
    }
    NOTHING_WRONG();
    ck_assert_int_eq(counter, THREADS);
    ck_assert_int_eq(checks, THREADS);
    ck_assert_int_eq(writes, THREADS / 8);
    ck_assert_int_eq(tickets, 0);
}
END_TEST

static long has_ended(void)
{
    WORKS(pthread_mutex_lock(&mu));
    long n = ended;
    WORKS(pthread_mutex_unlock(&mu));
    return n;
}

START_TEST(detached)
{
    pthread_attr_t attr;
    WORKS(pthread_attr_init(&attr));
    WORKS(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED));
    WORKS(pthread_attr_setstacksize(&attr, 64 * 1024));
    for (long i = 0; i < THREADS; i++) {
        pthread_t t;
        start(&t, &attr, i);
        if (i % 64 == 63)
            WAIT_FOR(i - has_ended() < 32);
    }
    WAIT_FOR(has_ended() == THREADS);
    NOTHING_WRONG();
    ck_assert_int_eq(checks, THREADS);
}
END_TEST

// A thread that ends, and one that begins, while others wait for what they use.
static atomic_bool stop;

static void *stay(void *arg)
{
    while (!stop) {
        use_mutexes();
        use_rwlock(1);
    }
    return arg;
}

START_TEST(beside_those_who_stay)
{
    struct team stayers = team_start(3, stay, NULL);
    for (long i = 0; i < THREADS / 5; i += 4) {
        pthread_t threads[4];
        for (int k = 0; k < 4; k++)
            start(&threads[k], NULL, i + k);
        for (int k = 0; k < 4; k++)
            WORKS(pthread_join(threads[k], NULL));
    }
    stop = true;
    team_join(&stayers);
    NOTHING_WRONG();
    ck_assert_int_eq(ended, THREADS / 5);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {joined, 1},
        {detached, 1},
        {beside_those_who_stay, 1},
    };
    return suite_run("churn", tests, TEST_COUNT(tests));
}
