// deadlock_join.c - shuts down: waits for a thread's end, and holds the lock that it needs to end.
// SPDX-License-Identifier: MIT
//
// Wrong, every time. One half of the circle is no lock at all.
// After https://github.com/CppMicroServices/CppMicroServices/issues/210.
//
// expect: deadlock in stop in work
// hangs
#include "crew.h"

static pthread_mutex_t threads_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_stopping;
static int thread_count = 1;

static void *work(void *arg)
{
    UNTIL(is_stopping);
    pthread_mutex_lock(&threads_lock);
    thread_count--;
    pthread_mutex_unlock(&threads_lock);
    return arg;
}

static void stop(pthread_t worker)
{
    pthread_mutex_lock(&threads_lock);
    is_stopping = true;
    join(worker);
    pthread_mutex_unlock(&threads_lock);
}

int main(void)
{
    stop(start(work, NULL));
    return thread_count;
}
