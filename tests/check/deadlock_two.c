// deadlock_two.c - two threads, two locks, and each holds what the other wants.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: they wait until both hold their first lock.
// After https://github.com/google/sanitizers/issues/492.
//
// expect: deadlock in first in second
// hangs
#include "crew.h"

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static atomic_int holding;

static void first(void)
{
    pthread_mutex_lock(&left);
    meet(&holding, 2);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

static void second(void)
{
    pthread_mutex_lock(&right);
    meet(&holding, 2);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
}

int main(void)
{
    AT_ONCE(first, second);
    return 0;
}
