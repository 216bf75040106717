// unlock_by_other.c - main locks, and a worker unlocks when it is done.
// SPDX-License-Identifier: MIT
//
// Wrong for a pthread mutex, whoever gets away with it: POSIX leaves open what happens. If it is
// meant, a program can say so: see any_unlocker.c.
//
// expect: unlock-by-other in work
#include "crew.h"

static pthread_mutex_t done = PTHREAD_MUTEX_INITIALIZER;
static int result;

static void *work(void *arg)
{
    result = 42;
    pthread_mutex_unlock(&done);
    return arg;
}

int main(void)
{
    pthread_mutex_lock(&done);
    join(start(work, NULL));
    pthread_mutex_lock(&done);
    pthread_mutex_unlock(&done);
    return result != 42;
}
