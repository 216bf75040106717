// pairs_rwlock.c - locks for reading and for writing.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct table {
    pthread_rwlock_t rw;
    int entries;
};

int look(struct table *t, int key);

int reader_returns(struct table *t, int key)
{
    pthread_rwlock_rdlock(&t->rw);
    if (!t->entries)
        return -1; // want "'t->rw' is still locked when 'reader_returns' returns"
    int r = look(t, key);
    pthread_rwlock_unlock(&t->rw);
    return r;
}

int writer_returns(struct table *t, int key)
{
    pthread_rwlock_wrlock(&t->rw);
    if (look(t, key))
        return -1; // want "'t->rw' is still locked when 'writer_returns' returns"
    t->entries++;
    pthread_rwlock_unlock(&t->rw);
    return 0;
}

void written_while_read(struct table *t)
{
    pthread_rwlock_rdlock(&t->rw);
    if (!t->entries) {
        pthread_rwlock_wrlock(&t->rw); // want "'t->rw' is locked here while it is locked"
        t->entries = 1;
        pthread_rwlock_unlock(&t->rw);
        return;
    }
    pthread_rwlock_unlock(&t->rw);
}

void unlocked_twice(struct table *t)
{
    pthread_rwlock_rdlock(&t->rw);
    look(t, 1);
    pthread_rwlock_unlock(&t->rw);
    pthread_rwlock_unlock(&t->rw); // want "'t->rw' is unlocked here, but it was unlocked before"
}

struct cache {
    pawl_rwmutex rw;
    int entries;
};

int use(struct cache *c);

void read_unlocked_as_written(struct cache *c)
{
    pawl_rwmutex_rlock(&c->rw);
    use(c);
    pawl_rwmutex_unlock(&c->rw); // want "'c->rw' is locked for reading, but unlocked as if for writing"
}

void written_unlocked_as_read(struct cache *c)
{
    pawl_rwmutex_lock(&c->rw);
    use(c);
    pawl_rwmutex_runlock(&c->rw); // want "'c->rw' is locked for writing, but unlocked as if for reading"
}

void read_twice(struct cache *c)
{
    pawl_rwmutex_rlock(&c->rw);
    pawl_rwmutex_rlock(&c->rw); // want "'c->rw' is locked for reading twice: with a writer waiting in between, that never ends"
    use(c);
    pawl_rwmutex_runlock(&c->rw);
    pawl_rwmutex_runlock(&c->rw);
}

// ---- right --------------------------------------------------------------------------------------

int either(struct table *t, int writes)
{
    if (writes)
        pthread_rwlock_wrlock(&t->rw);
    else
        pthread_rwlock_rdlock(&t->rw);
    int r = look(t, writes);
    pthread_rwlock_unlock(&t->rw);
    return r;
}

int either_of_pawls(struct cache *c, int writes)
{
    if (writes)
        pawl_rwmutex_lock(&c->rw);
    else
        pawl_rwmutex_rlock(&c->rw);
    int r = use(c);
    if (writes)
        pawl_rwmutex_unlock(&c->rw);
    else
        pawl_rwmutex_runlock(&c->rw);
    return r;
}

void downgraded(struct cache *c)
{
    pawl_rwmutex_lock(&c->rw);
    use(c);
    pawl_rwmutex_downgrade(&c->rw);
    use(c);
    pawl_rwmutex_runlock(&c->rw);
}

int upgraded_by_hand(struct cache *c)
{
    pawl_rwmutex_rlock(&c->rw);
    int r = use(c);
    pawl_rwmutex_runlock(&c->rw);
    if (r)
        return r;
    pawl_rwmutex_lock(&c->rw);
    r = use(c);
    pawl_rwmutex_unlock(&c->rw);
    return r;
}

int tried(struct table *t)
{
    if (pthread_rwlock_tryrdlock(&t->rw))
        return -1;
    int r = look(t, 0);
    pthread_rwlock_unlock(&t->rw);
    return r;
}
