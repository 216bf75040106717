// order_writers.c - two read-write locks, both for writing, in both orders.
// SPDX-License-Identifier: MIT
//
// Wrong, as with any locks.
//
// expect: order in rename_in in rename_out
#include "crew.h"

static pthread_rwlock_t names = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t inodes = PTHREAD_RWLOCK_INITIALIZER;
static int renamed;

static void rename_in(void)
{
    pthread_rwlock_wrlock(&names);
    pthread_rwlock_wrlock(&inodes);
    renamed++;
    pthread_rwlock_unlock(&inodes);
    pthread_rwlock_unlock(&names);
}

static void rename_out(void)
{
    pthread_rwlock_wrlock(&inodes);
    pthread_rwlock_wrlock(&names);
    renamed++;
    pthread_rwlock_unlock(&names);
    pthread_rwlock_unlock(&inodes);
}

int main(void)
{
    IN_TURNS(rename_in, rename_out);
    return renamed != 2;
}
