// deadlock_in_a_crowd.c - two threads of four are stuck; the others work on and never notice.
// SPDX-License-Identifier: MIT
//
// Wrong, every time. The process is never idle, so who waits until all are asleep, as Go's runtime
// does, or looks at how busy it is, says nothing.
//
// expect: deadlock in first in second
// hangs
#include "crew.h"

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t counter_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int holding;
static unsigned long counter;

static void first(void)
{
    pthread_mutex_lock(&left);
    meet(&holding, 2);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

static void second(void)
{
    pthread_mutex_lock(&right);
    meet(&holding, 2);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
}

static void work(void)
{
    for (;;) {
        pthread_mutex_lock(&counter_lock);
        counter++;
        pthread_mutex_unlock(&counter_lock);
        rest_ms(1);
    }
}

int main(void)
{
    AT_ONCE(first, second, work, work);
    return 0;
}
