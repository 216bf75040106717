// early_library.c - a shared library that uses locks in its constructor and in its destructor.
// SPDX-License-Identifier: MIT
#include "pthread/early.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int early_verdicts[TIMES];

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static int items, counter;

#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond))                                                                               \
            return -__LINE__;                                                                      \
    } while (0)

static int use_mutexes(void)
{
    pthread_mutex_t made;
    CHECK(pthread_mutex_lock(&mu) == 0 && pthread_mutex_trylock(&mu) == EBUSY);
    CHECK(pthread_mutex_unlock(&mu) == 0);
    CHECK(pthread_mutex_lock(&recursive) == 0 && pthread_mutex_trylock(&recursive) == 0);
    CHECK(pthread_mutex_unlock(&recursive) == 0 && pthread_mutex_unlock(&recursive) == 0);
    CHECK(pthread_mutex_lock(&checked) == 0 && pthread_mutex_lock(&checked) == EDEADLK);
    CHECK(pthread_mutex_unlock(&checked) == 0 && pthread_mutex_unlock(&checked) == EPERM);
    CHECK(pthread_mutex_init(&made, NULL) == 0 && pthread_mutex_lock(&made) == 0);
    CHECK(pthread_mutex_unlock(&made) == 0 && pthread_mutex_destroy(&made) == 0);
    return 1;
}

static int use_others(void)
{
    struct timespec past = {1, 0};
    CHECK(pthread_cond_signal(&cond) == 0 && pthread_cond_broadcast(&cond) == 0);
    CHECK(pthread_mutex_lock(&mu) == 0);
    CHECK(pthread_cond_timedwait(&cond, &mu, &past) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&mu) == 0);
    CHECK(pthread_rwlock_rdlock(&rw) == 0 && pthread_rwlock_tryrdlock(&rw) == 0);
    CHECK(pthread_rwlock_trywrlock(&rw) == EBUSY);
    CHECK(pthread_rwlock_unlock(&rw) == 0 && pthread_rwlock_unlock(&rw) == 0);
    CHECK(pthread_rwlock_wrlock(&rw) == 0 && pthread_rwlock_tryrdlock(&rw) == EBUSY);
    CHECK(pthread_rwlock_unlock(&rw) == 0);
    return 1;
}

static void *give_and_take(void *arg)
{
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&mu);
        items++;
        pthread_cond_signal(&cond);
        pthread_mutex_unlock(&mu);
        pthread_rwlock_wrlock(&rw);
        counter++;
        pthread_rwlock_unlock(&rw);
        pthread_mutex_lock(&mu);
        while (items == 0)
            pthread_cond_wait(&cond, &mu);
        items--;
        pthread_mutex_unlock(&mu);
    }
    return arg;
}

static int use_threads(void)
{
    pthread_t threads[3];
    counter = 0;
    for (int i = 0; i < 3; i++)
        CHECK(pthread_create(&threads[i], NULL, give_and_take, NULL) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(items == 0 && counter == 600);
    return 1;
}

EXPORT int early_use(int with_threads)
{
    int verdict = use_mutexes();
    verdict = verdict == 1 ? use_others() : verdict;
    return verdict == 1 && with_threads ? use_threads() : verdict;
}

// 101 is the first priority that a program may use.
__attribute__((constructor(101))) static void construct(void)
{
    early_verdicts[IN_LIBRARY] = early_use(1);
}

__attribute__((destructor(101))) static void destroy(void)
{
    if (early_use(1) != 1)
        _exit(EARLY_DESTRUCTOR_FAILED);
}
