// order_philosophers.c - five philosophers, each of whom takes the left fork first.
// SPDX-License-Identifier: MIT
//
// Wrong: when all of them have the left one, nobody gets the right one. They eat one after the
// other here, so nobody starves today. All forks are one array, made in one place: who knows only
// classes of locks sees forks after forks, as hand over hand has them, too.
//
// expect: order in dine
#include "crew.h"

enum { SEATS = 5 };

static pthread_mutex_t forks[SEATS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                       PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                       PTHREAD_MUTEX_INITIALIZER};
static atomic_int seated;
static int meals;

static void dine(void)
{
    int seat = atomic_fetch_add(&seated, 1);
    pthread_mutex_t *left = &forks[seat], *right = &forks[(seat + 1) % SEATS];
    pthread_mutex_lock(left);
    pthread_mutex_lock(right);
    meals++;
    pthread_mutex_unlock(right);
    pthread_mutex_unlock(left);
}

int main(void)
{
    IN_TURNS(dine, dine, dine, dine, dine);
    return meals != SEATS;
}
