// barrier.c - a barrier made of a lock and a condition variable, used again and again.
// SPDX-License-Identifier: MIT
//
// Right: the last to come wakes the others. Between the rounds each thread takes its own two locks
// below each other.
//
// expect: nothing
#include "crew.h"

enum { PARTIES = 3, ROUNDS = 30 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static int waiting, round_number;

static pthread_mutex_t sums[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static int sum;

static void wait_for_all(void)
{
    pthread_mutex_lock(&lock);
    int mine = round_number;
    if (++waiting == PARTIES) {
        waiting = 0;
        round_number++;
        pthread_cond_broadcast(&opened);
    }
    while (round_number == mine)
        pthread_cond_wait(&opened, &lock);
    pthread_mutex_unlock(&lock);
}

static void work(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&sums[0]);
        pthread_mutex_lock(&sums[1]);
        sum++;
        pthread_mutex_unlock(&sums[1]);
        pthread_mutex_unlock(&sums[0]);
        wait_for_all();
    }
}

int main(void)
{
    AT_ONCE(work, work, work);
    return sum != PARTIES * ROUNDS;
}
