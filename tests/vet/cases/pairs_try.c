// pairs_try.c - locks that may not have been taken.
// SPDX-License-Identifier: MIT
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

struct box {
    pthread_mutex_t mu;
    int value;
};

int work(struct box *b);

int tries(struct box *b)
{
    if (pthread_mutex_trylock(&b->mu) != 0)
        return -1;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int tries_later(struct box *b)
{
    int r = pthread_mutex_trylock(&b->mu);
    if (r == EBUSY)
        return 0;
    if (r)
        return r;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 1;
}

int wrong_way(struct box *b)
{
    if (pthread_mutex_trylock(&b->mu)) {
        work(b);
        pthread_mutex_unlock(&b->mu); // want "'b->mu' is unlocked here, but on this path it was not locked"
        return 1;
    }
    return 0;
}

int forgotten(struct box *b)
{
    if (pthread_mutex_trylock(&b->mu) == 0) {
        if (work(b))
            return -1; // want "'b->mu' is still locked when 'forgotten' returns here"
        pthread_mutex_unlock(&b->mu);
    }
    return 0;
}

static bool grab(struct box *b)
{
    return pthread_mutex_trylock(&b->mu) == 0;
}

void uses(struct box *b)
{
    if (!grab(b))
        return;
    work(b);
    pthread_mutex_unlock(&b->mu);
}

void uses_wrongly(struct box *b)
{
    if (!grab(b))
        return;
    if (work(b))
        return; // want "'b->mu' is still locked when 'uses_wrongly' returns here"
    pthread_mutex_unlock(&b->mu);
}

int may_fail(struct box *b)
{
    if (pthread_mutex_lock(&b->mu) != 0)
        return -1;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int may_fail_later(struct box *b)
{
    int r = pthread_mutex_lock(&b->mu);
    if (r)
        return r;
    work(b);
    return pthread_mutex_unlock(&b->mu);
}

static int open_box(struct box *b)
{
    int r = pthread_mutex_lock(&b->mu);
    return r;
}

int through_it(struct box *b)
{
    if (open_box(b))
        return -1;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 0;
}
