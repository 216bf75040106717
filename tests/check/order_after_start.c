// order_after_start.c - main takes two locks in one order before there are threads; later one
// thread does as main did, and another one the reverse.
// SPDX-License-Identifier: MIT
//
// Wrong, for the sake of the threads alone: who forgets an order because it was seen at the start,
// and then never looks at it again, misses it. See before_threads.c for the start alone.
//
// expect: order in lock_both in reload
#include "crew.h"

static pthread_mutex_t options = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t modules = PTHREAD_MUTEX_INITIALIZER;
static int loaded;

static void lock_both(void)
{
    pthread_mutex_lock(&options);
    pthread_mutex_lock(&modules);
    loaded++;
    pthread_mutex_unlock(&modules);
    pthread_mutex_unlock(&options);
}

static void reload(void)
{
    pthread_mutex_lock(&modules);
    pthread_mutex_lock(&options);
    loaded++;
    pthread_mutex_unlock(&options);
    pthread_mutex_unlock(&modules);
}

int main(void)
{
    lock_both();
    IN_TURNS(lock_both, reload);
    return loaded != 3;
}
