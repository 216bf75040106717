// trylock.c - the result of a try.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <sched.h>
#include <threads.h>

struct box {
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    mtx_t eleven;
    pawl_mutex pawl;
    int value;
};

int work(struct box *b);

void ignored(struct box *b)
{
    pthread_mutex_trylock(&b->mu); // want "^the result of pthread_mutex_trylock is ignored: nobody knows whether 'b->mu' is locked \[pawl-trylock\]$"
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void ignored_c11(struct box *b)
{
    mtx_trylock(&b->eleven); // want "the result of mtx_trylock is ignored"
    b->value++;
    mtx_unlock(&b->eleven);
}

void ignored_pawl(struct box *b)
{
    pawl_mutex_trylock(&b->pawl); // want "the result of pawl_mutex_trylock is ignored"
    b->value++;
    pawl_mutex_unlock(&b->pawl);
}

void ignored_for_reading(struct box *b)
{
    pthread_rwlock_tryrdlock(&b->rw); // want "the result of pthread_rwlock_tryrdlock is ignored"
    work(b);
    pthread_rwlock_unlock(&b->rw);
}

void retried(struct box *b)
{
    while (pthread_mutex_trylock(&b->mu) != 0) // want "^'b->mu' is tried until it is free: lock it, and sleep until then \[pawl-trylock\]$"
        ;
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

void retried_yielding(struct box *b)
{
    while (!pawl_mutex_trylock(&b->pawl)) // want "'b->pawl' is tried until it is free"
        sched_yield();
    b->value++;
    pawl_mutex_unlock(&b->pawl);
}

// ---- right --------------------------------------------------------------------------------------

int looked_at(struct box *b)
{
    if (pthread_mutex_trylock(&b->mu))
        return -1;
    b->value++;
    pthread_mutex_unlock(&b->mu);
    return 0;
}

// Does something else in between.
void busy(struct box *b)
{
    while (pthread_mutex_trylock(&b->mu) != 0)
        work(b);
    b->value++;
    pthread_mutex_unlock(&b->mu);
}

int a_few_times(struct box *b)
{
    for (int i = 0; i < 10; i++) {
        if (pawl_mutex_trylock(&b->pawl)) {
            b->value++;
            pawl_mutex_unlock(&b->pawl);
            return 0;
        }
    }
    return -1;
}
