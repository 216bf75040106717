// deadlock_readers.c - two who read one table each, and want to write the other's.
// SPDX-License-Identifier: MIT
//
// Wrong, every time. What they wait for has no owner, only a number of readers.
//
// expect: deadlock in one in two
// hangs
#include "crew.h"

static pthread_rwlock_t pages = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t words = PTHREAD_RWLOCK_INITIALIZER;
static atomic_int reading;

static void read_and_write(pthread_rwlock_t *from, pthread_rwlock_t *to)
{
    pthread_rwlock_rdlock(from);
    meet(&reading, 2);
    pthread_rwlock_wrlock(to);
    pthread_rwlock_unlock(to);
    pthread_rwlock_unlock(from);
}

static void one(void)
{
    read_and_write(&pages, &words);
}

static void two(void)
{
    read_and_write(&words, &pages);
}

int main(void)
{
    AT_ONCE(one, two);
    return 0;
}
