// timed.c - two threads in a circle, and one of them waits with a deadline only.
// SPDX-License-Identifier: MIT
//
// Right: it gives up, lets go, and both come to their end.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static atomic_int holding;
static int done;

static void wait_on(void)
{
    pthread_mutex_lock(&left);
    meet(&holding, 2);
    pthread_mutex_lock(&right);
    done++;
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

static bool lock_for_20_ms(pthread_mutex_t *lock)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_nsec += 20000000;
    deadline.tv_sec += deadline.tv_nsec / 1000000000;
    deadline.tv_nsec %= 1000000000;
    return pthread_mutex_timedlock(lock, &deadline) == 0;
}

static void give_up(void)
{
    pthread_mutex_lock(&right);
    meet(&holding, 2);
    if (lock_for_20_ms(&left))
        pthread_mutex_unlock(&left);
    done++;
    pthread_mutex_unlock(&right);
}

int main(void)
{
    AT_ONCE(wait_on, give_up);
    return done != 2;
}
