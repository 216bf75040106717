// real_types.c - mutexes with a type that inherit priorities, and so stay the C library's.
// SPDX-License-Identifier: MIT
//
// Right are the locks of one by its owner, again and again, and the unlocks that are refused. Wrong
// is what comes after all that: left and right are taken in both orders.
//
// expect: order in left_first in right_first
#include <errno.h>

#include "crew.h"

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive, checking;

static void begin(pthread_mutex_t *mu, int type)
{
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_settype(&how, type);
    pthread_mutex_init(mu, &how);
}

static void *be_refused(void *arg)
{
    if (pthread_mutex_unlock(&recursive) != EPERM || pthread_mutex_unlock(&checking) != EPERM)
        abort();
    return arg;
}

static void again_and_again(void)
{
    for (int i = 0; i < 100; i++) {
        for (int depth = 0; depth < 3; depth++)
            pthread_mutex_lock(&recursive);
        for (int depth = 0; depth < 3; depth++)
            pthread_mutex_unlock(&recursive);
    }
}

static void left_first(void)
{
    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&checking);
    if (pthread_mutex_lock(&checking) != EDEADLK)
        abort();
    join(start(be_refused, NULL));
    pthread_mutex_unlock(&checking);
    pthread_mutex_unlock(&recursive);
    again_and_again();
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
    begin(&recursive, PTHREAD_MUTEX_RECURSIVE);
    begin(&checking, PTHREAD_MUTEX_ERRORCHECK);
    IN_TURNS(left_first, right_first);
    return 0;
}
