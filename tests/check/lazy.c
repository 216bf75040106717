// lazy.c - locks that are made when they are needed first, by whoever comes first.
// SPDX-License-Identifier: MIT
//
// Right: two may make one at the same time; the loser destroys its own, which was never used.
//
// expect: nothing
#include "crew.h"

static _Atomic(pthread_mutex_t *) slot;
static int used;

static pthread_mutex_t *the_lock(void)
{
    pthread_mutex_t *lock = atomic_load(&slot), *none = NULL;
    if (lock)
        return lock;
    lock = malloc(sizeof *lock);
    if (!lock || pthread_mutex_init(lock, NULL) != 0)
        abort();
    if (atomic_compare_exchange_strong(&slot, &none, lock))
        return lock;
    pthread_mutex_destroy(lock);
    free(lock);
    return none;
}

static void use(void)
{
    pthread_mutex_lock(the_lock());
    used++;
    pthread_mutex_unlock(the_lock());
}

int main(void)
{
    AT_ONCE(use, use, use, use);
    pthread_mutex_destroy(the_lock());
    free(the_lock());
    return used != 4;
}
