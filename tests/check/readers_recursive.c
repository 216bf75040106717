// readers_recursive.c - a read lock taken again, of the default kind of read-write lock, with
// writers about.
// SPDX-License-Identifier: MIT
//
// Right: this kind lets readers in while a writer waits. The writer does wait here, in between. Of
// the other kind it would be wrong: read_again_pthread.c.
//
// expect: nothing
#include "crew.h"

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static atomic_bool is_reading;
static int entries = 2;

static int lookup(int key)
{
    pthread_rwlock_rdlock(&table);
    int found = key < entries;
    pthread_rwlock_unlock(&table);
    return found;
}

static void list_all(void)
{
    pthread_rwlock_rdlock(&table);
    is_reading = true;
    rest_ms(20); // for the writer to wait; right also if it has not come yet
    for (int i = 0; i < entries; i++)
        lookup(i);
    pthread_rwlock_unlock(&table);
}

static void insert(void)
{
    UNTIL(is_reading);
    pthread_rwlock_wrlock(&table);
    entries++;
    pthread_rwlock_unlock(&table);
}

int main(void)
{
    AT_ONCE(list_all, insert);
    return entries != 3;
}
