// cancelled_later.c - a thread that is to be cancelled locks, and makes mistakes, before it may.
// SPDX-License-Identifier: MIT
//
// Wrong is only the second unlock. To lock is no point of cancellation, nor is to be told of that.
//
// expect: unlock-of-unlocked in work
#include "crew.h"

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;
static atomic_int is_done;

static void *work(void *arg)
{
    pthread_cancel(pthread_self());
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&inner);
    pthread_mutex_unlock(&inner);
    pthread_mutex_unlock(&outer);
    pthread_mutex_unlock(&outer);
    atomic_store(&is_done, 1);
    pthread_testcancel();
    return arg;
}

int main(void)
{
    join(start(work, NULL));
    return atomic_load(&is_done) ? 0 : 1;
}
