// deadline_ends.c - all threads wait, and one of them with a deadline.
// SPDX-License-Identifier: MIT
//
// Right: it is the deadline that wakes the first, and that one wakes the others.
//
// expect: nothing
#include "crew.h"

#include <errno.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool is_over;

static void *play(void *arg)
{
    pthread_mutex_lock(&lock);
    while (!is_over)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *time_out(void *arg)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_nsec += 900000000;
    deadline.tv_sec += deadline.tv_nsec / 1000000000;
    deadline.tv_nsec %= 1000000000;
    pthread_mutex_lock(&lock);
    while (!is_over)
        is_over = pthread_cond_timedwait(&changed, &lock, &deadline) == ETIMEDOUT;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t one = start(play, NULL), two = start(time_out, NULL);
    join(one);
    join(two);
    return 0;
}
