// ends_exit_below.c - a thread ends in the depth of a call, with pthread_exit, below a read lock.
// SPDX-License-Identifier: MIT
//
// Wrong: the functions it was called from do not get to their unlocks.
//
// expect: thread-ends-holding in visit
#include "crew.h"

static pthread_rwlock_t tree = PTHREAD_RWLOCK_INITIALIZER;

static void check(int value)
{
    if (value < 0)
        pthread_exit(NULL);
}

static int visit(int value)
{
    pthread_rwlock_rdlock(&tree);
    check(value);
    pthread_rwlock_unlock(&tree);
    return value;
}

static void *walk(void *arg)
{
    for (int value = 2; visit(value) >= -2; value--) {
    }
    return arg;
}

int main(void)
{
    join(start(walk, NULL));
    return 0;
}
