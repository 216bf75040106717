// read_again_pthread.c - a read lock taken again, of a read-write lock that prefers writers.
// SPDX-License-Identifier: MIT
//
// Wrong: of this kind, "nonrecursive" is the name and the warning. The writer comes only after the
// reader here. Of the default kind it would be right: see readers_recursive.c.
//
// expect: read-again in lookup in list_all
#include "crew.h"

static pthread_rwlock_t table = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
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
    for (int i = 0; i < entries; i++)
        lookup(i);
    pthread_rwlock_unlock(&table);
}

static void insert(void)
{
    pthread_rwlock_wrlock(&table);
    entries++;
    pthread_rwlock_unlock(&table);
}

int main(void)
{
    IN_TURNS(list_all, insert, list_all);
    return entries != 3;
}
