// pairs_recursive.c - locks that their holder may take again, by kind or by counting.
// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include <pthread.h>

static pthread_mutex_t table = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int entries;

static void add(void)
{
    pthread_mutex_lock(&table);
    entries++;
    pthread_mutex_unlock(&table);
}

void add_two(void)
{
    pthread_mutex_lock(&table);
    add();
    pthread_mutex_lock(&table);
    add();
    pthread_mutex_unlock(&table);
    pthread_mutex_unlock(&table);
}

// Recursion by hand: an owner, and a count.
struct owned {
    pthread_mutex_t mu;
    pthread_t owner;
    int count, value;
};

int work(struct owned *o);

#define OWNED_LOCK(o)                       \
    do {                                    \
        if ((o)->owner != pthread_self()) { \
            pthread_mutex_lock(&(o)->mu);   \
            (o)->owner = pthread_self();    \
        }                                   \
        (o)->count++;                       \
    } while (0)

#define OWNED_UNLOCK(o)                     \
    do {                                    \
        if (--(o)->count == 0) {            \
            (o)->owner = 0;                 \
            pthread_mutex_unlock(&(o)->mu); \
        }                                   \
    } while (0)

void owned(struct owned *o)
{
    OWNED_LOCK(o);
    o->value = work(o);
    OWNED_UNLOCK(o);
}

int owned_returns(struct owned *o)
{
    OWNED_LOCK(o);
    if (work(o)) {
        OWNED_UNLOCK(o);
        return -1;
    }
    o->value = 0;
    OWNED_UNLOCK(o);
    return 0;
}

// ---- a condition in memory that somebody else may write ----------------------------------------

struct database {
    pthread_rwlock_t lock;
    pthread_mutex_t prune;
    int propagate, n;
};

int cache_add(struct database *db, int key);

int fills(struct database *db, int *he, int key)
{
    int r = 0;
    if (he == NULL && db->propagate) {
        pthread_mutex_lock(&db->prune);
        pthread_rwlock_rdlock(&db->lock);
    }
    if (cache_add(db, key) < 0)
        goto out;
    r = cache_add(db, key + 1);
out:
    if (he == NULL && db->propagate) {
        pthread_rwlock_unlock(&db->lock);
        pthread_mutex_unlock(&db->prune);
    }
    return r;
}
