// mutex_attr.c - tests of the attributes of a pthread mutex, and of init over and over.
// SPDX-License-Identifier: MIT
#include "pthread/posix.h"

static pthread_mutex_t mu;
static pthread_mutexattr_t attr;

START_TEST(defaults)
{
    int type, shared, robust, protocol;
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_gettype(&attr, &type));
    WORKS(pthread_mutexattr_getpshared(&attr, &shared));
    WORKS(pthread_mutexattr_getrobust(&attr, &robust));
    WORKS(pthread_mutexattr_getprotocol(&attr, &protocol));
    ck_assert_int_eq(type, PTHREAD_MUTEX_DEFAULT);
    ck_assert_int_eq(shared, PTHREAD_PROCESS_PRIVATE);
    ck_assert_int_eq(robust, PTHREAD_MUTEX_STALLED);
    ck_assert_int_eq(protocol, PTHREAD_PRIO_NONE);
}
END_TEST

START_TEST(values_are_kept)
{
    int got;
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_settype(&attr, mutex_types[_i]));
    WORKS(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED));
    WORKS(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST));
    WORKS(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT));
    WORKS(pthread_mutexattr_gettype(&attr, &got));
    ck_assert_int_eq(got, mutex_types[_i]);
    WORKS(pthread_mutexattr_getpshared(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_PROCESS_SHARED);
    WORKS(pthread_mutexattr_getrobust(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_MUTEX_ROBUST);
    WORKS(pthread_mutexattr_getprotocol(&attr, &got));
    ck_assert_int_eq(got, PTHREAD_PRIO_INHERIT);
}
END_TEST

START_TEST(unknown_values_are_refused)
{
    WORKS(pthread_mutexattr_init(&attr));
    GIVES(EINVAL, pthread_mutexattr_settype(&attr, -1));
    GIVES(EINVAL, pthread_mutexattr_settype(&attr, 4711));
    GIVES(EINVAL, pthread_mutexattr_setpshared(&attr, 4711));
    GIVES(EINVAL, pthread_mutexattr_setrobust(&attr, 4711));
    GIVES(EINVAL, pthread_mutexattr_setprotocol(&attr, 4711));
    GIVES(EINVAL, pthread_mutexattr_setprioceiling(&attr, 4711));
}
END_TEST

// "After a mutex attributes object has been used to initialize one or more mutexes, any function
// affecting the attributes object (including destruction) shall not affect" them.
START_TEST(attributes_are_copied)
{
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK));
    WORKS(pthread_mutex_init(&mu, &attr));
    WORKS(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE));
    pthread_mutex_t second;
    WORKS(pthread_mutex_init(&second, &attr));
    WORKS(pthread_mutexattr_destroy(&attr));
    memset(&attr, 0xff, sizeof attr);
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EDEADLK, pthread_mutex_lock(&mu));
    WORKS(pthread_mutex_lock(&second));
    WORKS(pthread_mutex_lock(&second));
}
END_TEST

START_TEST(ceiling)
{
    int got = 0;
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_PROTECT));
    WORKS(pthread_mutexattr_setprioceiling(&attr, 7));
    WORKS(pthread_mutexattr_getprioceiling(&attr, &got));
    ck_assert_int_eq(got, 7);
    WORKS(pthread_mutex_init(&mu, &attr));
    WORKS(pthread_mutex_getprioceiling(&mu, &got));
    ck_assert_int_eq(got, 7);
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

START_TEST(only_protected_ones_have_a_ceiling)
{
    int got;
    mutex_make(&mu, mutex_types[_i]);
    GIVES(EINVAL, pthread_mutex_getprioceiling(&mu, &got));
    GIVES(EINVAL, pthread_mutex_setprioceiling(&mu, 5, &got));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// Locking one needs the right to raise one's priority.
START_TEST(protected_one_locks)
{
    WORKS(pthread_mutexattr_init(&attr));
    WORKS(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_PROTECT));
    WORKS(pthread_mutex_init(&mu, &attr));
    int err = pthread_mutex_lock(&mu);
    ck_assert(err == 0 || err == EPERM || err == EINVAL);
    if (err == 0) {
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        WORKS(pthread_mutex_unlock(&mu));
    }
}
END_TEST

// Only a robust mutex can be inconsistent.
START_TEST(not_robust_is_not_made_consistent)
{
    mutex_make(&mu, mutex_types[_i]);
    GIVES(EINVAL, pthread_mutex_consistent(&mu));
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EINVAL, pthread_mutex_consistent(&mu));
    WORKS(pthread_mutex_unlock(&mu));
}
END_TEST

// ---- init, again --------------------------------------------------------------------------------

START_TEST(init_over_garbage)
{
    memset(&mu, 0xff, sizeof mu);
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    memset(&mu, 0x5a, sizeof mu);
    WORKS(pthread_mutex_init(&mu, NULL));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

START_TEST(destroyed_one_is_initialised_again)
{
    for (int i = 0; i < 100; i++) {
        mutex_make(&mu, mutex_types[(_i + i) % MUTEX_TYPES]);
        WORKS(pthread_mutex_lock(&mu));
        GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
        WORKS(pthread_mutex_unlock(&mu));
        WORKS(pthread_mutex_destroy(&mu));
    }
}
END_TEST

// Undefined; but a child of fork has no other way to use a mutex that a lost thread has locked.
START_TEST(init_over_a_locked_one)
{
    mutex_make(&mu, mutex_types[_i]);
    WORKS(elsewhere(mutex_lock, &mu));
    GIVES(EBUSY, pthread_mutex_trylock(&mu));
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(elsewhere(mutex_lock_unlock, &mu));
}
END_TEST

// Undefined, too; glibc refuses, and programs find their own errors by it.
START_TEST(destroy_of_a_locked_one_is_refused)
{
    mutex_make(&mu, mutex_types[_i]);
    WORKS(pthread_mutex_lock(&mu));
    GIVES(EBUSY, pthread_mutex_destroy(&mu));
    GIVES(EBUSY, elsewhere(mutex_trylock, &mu));
    WORKS(pthread_mutex_unlock(&mu));
    WORKS(pthread_mutex_destroy(&mu));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {defaults, 1},
        {values_are_kept, MUTEX_TYPES},
        {unknown_values_are_refused, 1},
        {attributes_are_copied, 1},
        {ceiling, 1},
        {only_protected_ones_have_a_ceiling, MUTEX_TYPES},
        {protected_one_locks, 1},
        {not_robust_is_not_made_consistent, MUTEX_TYPES},
        {init_over_garbage, MUTEX_TYPES},
        {destroyed_one_is_initialised_again, MUTEX_TYPES},
        {init_over_a_locked_one, MUTEX_TYPES},
        {destroy_of_a_locked_one_is_refused, MUTEX_TYPES},
    };
    return suite_run("mutex_attr", tests, TEST_COUNT(tests));
}
