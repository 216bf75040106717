// deadlock_three.c - three threads in a circle, who wait by condition variables until each has its
// first lock.
// SPDX-License-Identifier: MIT
//
// Wrong, every time. The order of locks was never seen whole before it happened, so who looks at
// orders only, as ThreadSanitizer does, stays silent before a program that hangs.
// After https://github.com/google/sanitizers/issues/1258.
//
// expect: deadlock in one in two in three
// hangs
#include "crew.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;

static pthread_mutex_t gathering = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gathered = PTHREAD_COND_INITIALIZER;
static int here;

static void gather(void)
{
    pthread_mutex_lock(&gathering);
    here++;
    pthread_cond_broadcast(&gathered);
    while (here < 3)
        pthread_cond_wait(&gathered, &gathering);
    pthread_mutex_unlock(&gathering);
}

static void both(pthread_mutex_t *mine, pthread_mutex_t *next)
{
    pthread_mutex_lock(mine);
    gather();
    pthread_mutex_lock(next);
    pthread_mutex_unlock(next);
    pthread_mutex_unlock(mine);
}

static void one(void)
{
    both(&a, &b);
}

static void two(void)
{
    both(&b, &c);
}

static void three(void)
{
    both(&c, &a);
}

int main(void)
{
    AT_ONCE(one, two, three);
    return 0;
}
