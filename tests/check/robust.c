// robust.c - a thread ends and holds a robust mutex; the next one puts things right.
// SPDX-License-Identifier: MIT
//
// Right: that is what a robust mutex is for. Of any other it would be thread-ends-holding.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

#include <errno.h>

static pthread_mutex_t lock;
static int repaired;

static void *die(void *arg)
{
    pthread_mutex_lock(&lock);
    return arg;
}

static void repair(void)
{
    if (pthread_mutex_lock(&lock) == EOWNERDEAD) {
        pthread_mutex_consistent(&lock);
        repaired++;
    }
    pthread_mutex_unlock(&lock);
}

int main(void)
{
    pthread_mutexattr_t robust;
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&lock, &robust);
    join(start(die, NULL));
    repair();
    repair();
    return repaired != 1;
}
