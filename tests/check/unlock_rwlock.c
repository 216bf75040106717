// unlock_rwlock.c - a writer that unlocks when it has written, and again when it is done.
// SPDX-License-Identifier: MIT
//
// Wrong: the second unlock comes while others read, and takes the lock away from one of them.
//
// expect: unlock-by-other in finish
#include "crew.h"

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static atomic_bool is_written, is_reading, is_finished;

static void write_table(void)
{
    pthread_rwlock_wrlock(&table);
    is_written = true;
    pthread_rwlock_unlock(&table);
}

static void finish(void)
{
    pthread_rwlock_unlock(&table);
}

static void *read_table(void *arg)
{
    UNTIL(is_written);
    pthread_rwlock_rdlock(&table);
    is_reading = true;
    UNTIL(is_finished);
    return arg; // its lock is gone, as it happens
}

int main(void)
{
    pthread_t reader = start(read_table, NULL);
    write_table();
    UNTIL(is_reading);
    finish();
    is_finished = true;
    join(reader);
    return 0;
}
