// many_handed_on.c - a thread locks many for another one to unlock, and then makes a mistake.
// SPDX-License-Identifier: MIT
//
// Wrong are the orders at the end. Of the many locks it is said that anybody unlocks them.
//
// expect: order in left_first in right_first
#include <pawl/check.h>

#include "crew.h"

enum { MANY = 100 };

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t handed[MANY];

static void *unlock_all(void *arg)
{
    for (int i = 0; i < MANY; i++)
        pthread_mutex_unlock(&handed[i]);
    return arg;
}

static void left_first(void)
{
    for (int i = 0; i < MANY; i++)
        pthread_mutex_lock(&handed[i]);
    join(start(unlock_all, NULL));
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

static void right_first(void)
{
    pthread_mutex_lock(&right);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
}

int main(void)
{
    for (int i = 0; i < MANY; i++) {
        pthread_mutex_init(&handed[i], NULL);
        pawl_lock_any_unlocker(&handed[i]);
    }
    IN_TURNS(left_first, right_first);
    return 0;
}
