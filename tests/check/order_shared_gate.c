// order_shared_gate.c - the gate is a read-write lock, and both orders are taken by its readers.
// SPDX-License-Identifier: MIT
//
// Wrong: readers pass the gate together, so it keeps nobody apart.
//
// expect: order in search in rebuild
#include "crew.h"

static pthread_rwlock_t gate = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t page_lock = PTHREAD_MUTEX_INITIALIZER;
static int searched, rebuilt;

static void search(void)
{
    pthread_rwlock_rdlock(&gate);
    pthread_mutex_lock(&index_lock);
    pthread_mutex_lock(&page_lock);
    searched++;
    pthread_mutex_unlock(&page_lock);
    pthread_mutex_unlock(&index_lock);
    pthread_rwlock_unlock(&gate);
}

static void rebuild(void)
{
    pthread_rwlock_rdlock(&gate);
    pthread_mutex_lock(&page_lock);
    pthread_mutex_lock(&index_lock);
    rebuilt++;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&page_lock);
    pthread_rwlock_unlock(&gate);
}

int main(void)
{
    IN_TURNS(search, rebuild);
    return searched + rebuilt != 2;
}
