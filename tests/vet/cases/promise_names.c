// A definition may call its parameters otherwise than the declaration that promises.
#include "pawl/annotate.h"

#include <pthread.h>
#include <stdbool.h>

struct table {
    pthread_mutex_t mu;
    int n;
};

void table_lock(struct table *table) PAWL_VET_ACQUIRE(table->mu);
bool table_trylock(struct table *table) PAWL_VET_TRY_ACQUIRE(true, table->mu);
void table_unlock(struct table *table) PAWL_VET_RELEASE(table->mu);

void table_lock(struct table *t) PAWL_VET_ACQUIRE(t->mu) PAWL_VET_UNCHECKED
{
    pthread_mutex_lock(&t->mu);
}

bool table_trylock(struct table *t) PAWL_VET_TRY_ACQUIRE(true, t->mu)
{
    return pthread_mutex_trylock(&t->mu) == 0;
}

void table_unlock(struct table *t)
{
    pthread_mutex_unlock(&t->mu);
}

int count(struct table *t)
{
    table_lock(t);
    if (t->n < 0)
        return -1; // want "'t->mu' is still locked when 'count' returns here"
    int n = t->n;
    table_unlock(t);
    return n;
}

int count_if_free(struct table *t)
{
    if (!table_trylock(t))
        return -1;
    if (t->n < 0)
        return -2; // want "'t->mu' is still locked when 'count_if_free' returns here"
    table_unlock(t);
    return 0;
}

// Clang's own attributes, of which those of a declaration count for its definition as well.
struct __attribute__((capability("mutex"))) latch {
    pthread_mutex_t mu;
};

void latch_lock(struct latch *latch) __attribute__((acquire_capability(latch)));
void latch_unlock(struct latch *latch) __attribute__((release_capability(latch)));

void latch_lock(struct latch *l_) __attribute__((no_thread_safety_analysis))
__attribute__((acquire_capability(l_)))
{
    pthread_mutex_lock(&l_->mu);
}

__attribute__((no_thread_safety_analysis)) void latch_unlock(struct latch *l_)
{
    pthread_mutex_unlock(&l_->mu);
}

void pass(struct latch *l, bool is_open)
{
    latch_lock(l);
    if (!is_open)
        return; // want "'\*l' is still locked when 'pass' returns here"
    latch_unlock(l);
}

// What is said before the struct is known is understood where it is said again.
struct late;
void late_lock(struct late *l) PAWL_VET_ACQUIRE(l->mu);
void late_unlock(struct late *l) PAWL_VET_RELEASE(l->mu);

struct late {
    pthread_mutex_t mu;
};

void late_lock(struct late *l) PAWL_VET_ACQUIRE(l->mu) PAWL_VET_UNCHECKED
{
    pthread_mutex_lock(&l->mu);
}

void late_unlock(struct late *l) PAWL_VET_RELEASE(l->mu) PAWL_VET_UNCHECKED
{
    pthread_mutex_unlock(&l->mu);
}

void pass_late(struct late *l, bool is_open)
{
    late_lock(l);
    if (!is_open)
        return; // want "'l->mu' is still locked when 'pass_late' returns here"
    late_unlock(l);
}
