// late_frees.c - threads free something when they have all but ended, one after the other.
// SPDX-License-Identifier: MIT
//
// Wrong is what the last two do. There were more threads before them than are checked at one time:
// each must have left its place.
//
// expect: order in left_first in right_first
#include "crew.h"

enum { MANY = 3000, KEYS = 64 };

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t keys[KEYS];

// The C library has memory for the first keys; that of the others it frees at the very end.
static void *live(void *arg)
{
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_setspecific(keys[KEYS - 1], &left);
    return arg;
}

static void left_first(void)
{
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
    for (int i = 0; i < KEYS; i++)
        pthread_key_create(&keys[i], NULL);
    for (int i = 0; i < MANY; i++)
        join(start(live, NULL));
    IN_TURNS(left_first, right_first);
    return 0;
}
