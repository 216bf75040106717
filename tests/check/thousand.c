// thousand.c - a thousand threads, all there at the same time, with one lock.
// SPDX-License-Identifier: MIT
//
// Right.
//
// expect: nothing
#include "crew.h"

enum { THREADS = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_here = PTHREAD_COND_INITIALIZER;
static int here;

static void *come(void *arg)
{
    pthread_mutex_lock(&lock);
    if (++here == THREADS)
        pthread_cond_broadcast(&all_here);
    while (here < THREADS)
        pthread_cond_wait(&all_here, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    static pthread_t threads[THREADS];
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], &small, come, NULL) != 0)
            abort();
    for (int i = 0; i < THREADS; i++)
        join(threads[i]);
    return here != THREADS;
}
