// readers_both_orders.c - two read-write locks of the default kind, read in both orders.
// SPDX-License-Identifier: MIT
//
// Right: readers stop nobody but writers, and a writer that waits does not stop readers. The
// writers take one lock at a time. With a lock that prefers writers, as Go's, it is wrong:
// order_pawl_readers.c. After https://github.com/sasha-s/go-deadlock/issues/4.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_rwlock_t users = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t groups = PTHREAD_RWLOCK_INITIALIZER;
static int user_count, group_count;

static void read_both(pthread_rwlock_t *outer, pthread_rwlock_t *inner)
{
    pthread_rwlock_rdlock(outer);
    pthread_rwlock_rdlock(inner);
    pthread_rwlock_unlock(inner);
    pthread_rwlock_unlock(outer);
}

static void list_users(void)
{
    read_both(&users, &groups);
}

static void list_groups(void)
{
    read_both(&groups, &users);
}

static void add(void)
{
    pthread_rwlock_wrlock(&users);
    user_count++;
    pthread_rwlock_unlock(&users);
    pthread_rwlock_wrlock(&groups);
    group_count++;
    pthread_rwlock_unlock(&groups);
}

int main(void)
{
    IN_TURNS(add, list_users, list_groups, add);
    return user_count + group_count != 4;
}
