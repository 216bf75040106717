// asleep_barrier.c - a barrier made of a condition variable, for one thread more than there are.
// SPDX-License-Identifier: MIT
//
// Wrong: main waits for the workers, who wait for a third one that nobody has started.
//
// expect: asleep in arrive
// hangs
#include "crew.h"

enum { PARTIES = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t complete = PTHREAD_COND_INITIALIZER;
static int arrived;

static void arrive(void)
{
    pthread_mutex_lock(&lock);
    if (++arrived == PARTIES)
        pthread_cond_broadcast(&complete);
    while (arrived < PARTIES)
        pthread_cond_wait(&complete, &lock);
    pthread_mutex_unlock(&lock);
}

static void *work(void *arg)
{
    arrive();
    return arg;
}

int main(void)
{
    pthread_t one = start(work, NULL), two = start(work, NULL);
    join(one);
    join(two);
    return 0;
}
