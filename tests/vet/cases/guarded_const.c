// An object is the same through a pointer to const, at whatever depth the const is.
#include "pawl/annotate.h"

#include <pthread.h>
#include <stdbool.h>

struct table {
    pthread_mutex_t mu;
    int count PAWL_VET_GUARDED_BY(mu);
    struct table *next;
};

int table_count_locked(const struct table *t) PAWL_VET_REQUIRES(t->mu);
int table_first_locked(const struct table *const *t) PAWL_VET_REQUIRES((*t)->mu);
void table_lock(const struct table *t) PAWL_VET_ACQUIRE(t->mu);
void table_unlock(const struct table *t) PAWL_VET_RELEASE(t->mu);

int table_right(struct table *t)
{
    pthread_mutex_lock(&t->mu);
    int count = table_count_locked(t);
    pthread_mutex_unlock(&t->mu);
    return count;
}

int table_first_right(struct table **t)
{
    pthread_mutex_lock(&(*t)->mu);
    int count = table_first_locked((const struct table *const *)t);
    pthread_mutex_unlock(&(*t)->mu);
    return count;
}

int table_wrapped(struct table *t)
{
    table_lock(t);
    int count = t->count;
    table_unlock(t);
    return count;
}

bool table_mixed(struct table *t)
{
    pthread_mutex_lock(&t->mu);
    const struct table *same = t;
    bool is_empty = same->count == 0 && table_count_locked(same) == 0;
    table_unlock(same);
    return is_empty;
}

int table_wrong(struct table *t)
{
    return table_count_locked(t); // want "'table_count_locked' is called without 't->mu'"
}
