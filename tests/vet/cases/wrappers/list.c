// list.c - the functions that lock.
// SPDX-License-Identifier: MIT
#include "list.h"

void list_lock(struct list *l)
{
    pthread_mutex_lock(&l->mu);
}

void list_unlock(struct list *l)
{
    pthread_mutex_unlock(&l->mu);
}

bool list_try(struct list *l)
{
    return pthread_mutex_trylock(&l->mu) == 0;
}

// Returns it with its lock held, or NULL.
struct list *list_find_locked(struct list *l, int n)
{
    for (; l; l = l->next) {
        list_lock(l);
        if (l->count == n)
            return l;
        list_unlock(l);
    }
    return 0;
}

// Called with the lock held.
void list_count_locked(struct list *l)
{
    l->count++;
}

void list_add(struct list *l, int n)
{
    list_lock(l);
    l->count += n;
    list_unlock(l);
}
