// long_wait.c - waits long for a condition, in the midst of a lock and its unlock.
// SPDX-License-Identifier: MIT
//
// Right: while it waits it does not hold the lock. From the lock to the unlock is a long time all
// the same.
//
// expect: nothing
// options: --held-too-long 300
#include "crew.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static bool is_filled;

static void *take(void *arg)
{
    pthread_mutex_lock(&lock);
    while (!is_filled)
        pthread_cond_wait(&filled, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t taker = start(take, NULL);
    rest_ms(700);
    pthread_mutex_lock(&lock);
    is_filled = true;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
    join(taker);
    return 0;
}
