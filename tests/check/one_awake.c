// one_awake.c - all threads sleep for long but one, which does something else for a while.
// SPDX-License-Identifier: MIT
//
// Right: it comes back. To see that nobody will is to know what every thread does.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn;

static void *play(void *arg)
{
    pthread_mutex_lock(&lock);
    while (turn == 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t one = start(play, NULL), two = start(play, NULL);
    rest_ms(900); // as in a read from the network
    pthread_mutex_lock(&lock);
    turn++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    join(one);
    join(two);
    return 0;
}
