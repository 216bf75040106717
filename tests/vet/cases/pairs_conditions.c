// pairs_conditions.c - short-circuit conditions, ?:, and what they leave behind.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t mu;
    int value, size;
    struct box *next;
};

int work(struct box *b);

int both(struct box *b, int wanted)
{
    if (wanted && pthread_mutex_trylock(&b->mu) == 0) {
        work(b);
        pthread_mutex_unlock(&b->mu);
        return 1;
    }
    return 0;
}

int leaves_the_second_unseen(struct box *b, int wanted)
{
    if (wanted && pthread_mutex_trylock(&b->mu) == 0) {
        if (work(b))
            return 1; // want "'b->mu' is still locked when 'leaves_the_second_unseen' returns"
        pthread_mutex_unlock(&b->mu);
    }
    return 0;
}

int either(struct box *b, int off)
{
    if (off || pthread_mutex_trylock(&b->mu) != 0)
        return 0;
    work(b);
    pthread_mutex_unlock(&b->mu);
    return 1;
}

int negated(struct box *b)
{
    if (!(pthread_mutex_trylock(&b->mu) == 0))
        return 0;
    pthread_mutex_unlock(&b->mu);
    return work(b);
}

int locks_in_a_condition(struct box *b)
{
    if (pthread_mutex_lock(&b->mu), b->value) {
        pthread_mutex_unlock(&b->mu);
        return 1;
    }
    return 0; // want "'b->mu' is still locked when 'locks_in_a_condition' returns"
}

int chooses(struct box *b, int c)
{
    c ? pthread_mutex_lock(&b->mu) : 0;
    work(b);
    c ? pthread_mutex_unlock(&b->mu) : 0;
    return 0;
}

int several(struct box *b, int x, int y)
{
    pthread_mutex_lock(&b->mu);
    if (x > 0 && (y < 3 || work(b)) && !b->value) {
        pthread_mutex_unlock(&b->mu);
        return 1;
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int one_of_several(struct box *b, int x, int y)
{
    pthread_mutex_lock(&b->mu);
    if (x > 0 && (y < 3 || work(b)))
        return 1; // want "'b->mu' is still locked when 'one_of_several' returns"
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int never_true(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (0)
        return 1;
    b->value = 0;
    pthread_mutex_unlock(&b->mu);
    return 0;
}

int likely(struct box *b)
{
    pthread_mutex_lock(&b->mu);
    if (__builtin_expect(!!(b->value), 0)) {
        pthread_mutex_unlock(&b->mu);
        return 1;
    }
    pthread_mutex_unlock(&b->mu);
    return 0;
}
