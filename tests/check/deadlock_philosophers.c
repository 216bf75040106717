// deadlock_philosophers.c - the five philosophers, at table at the same time.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: all of them take the left fork before anybody takes the right one.
//
// expect: deadlock in dine
// hangs
#include "crew.h"

enum { SEATS = 5 };

static pthread_mutex_t forks[SEATS];
static atomic_int seated, hungry;

static void dine(void)
{
    int seat = atomic_fetch_add(&seated, 1);
    pthread_mutex_lock(&forks[seat]);
    meet(&hungry, SEATS);
    pthread_mutex_lock(&forks[(seat + 1) % SEATS]);
    pthread_mutex_unlock(&forks[(seat + 1) % SEATS]);
    pthread_mutex_unlock(&forks[seat]);
}

int main(void)
{
    for (int i = 0; i < SEATS; i++)
        pthread_mutex_init(&forks[i], NULL);
    AT_ONCE(dine, dine, dine, dine, dine);
    return 0;
}
