// leak_counters.c - a pointer to what a lock guards, given away: the Counters of our origin.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdlib.h>

struct counter {
    long n;
};

struct counters {
    pthread_mutex_t mu;
    struct counter *list;
    struct counter first;
    long total;
};

void counters_add(struct counters *c, int i)
{
    pthread_mutex_lock(&c->mu);
    c->list[i].n++;
    c->first.n++;
    c->total++;
    pthread_mutex_unlock(&c->mu);
}

void counters_reset(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->list[0].n = 0;
    c->first.n = 0;
    c->total = 0;
    pthread_mutex_unlock(&c->mu);
}

long counters_sum(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    long sum = c->list[0].n + c->first.n + c->total;
    pthread_mutex_unlock(&c->mu);
    return sum;
}

struct counter *counters_first(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    struct counter *first = &c->first;
    pthread_mutex_unlock(&c->mu);
    return first; // want "\[pawl-leak\]"
}

// ---- right --------------------------------------------------------------------------------------

struct counter counters_copy(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    struct counter copy = c->first;
    pthread_mutex_unlock(&c->mu);
    return copy;
}

struct counters *counters_itself(struct counters *c)
{
    return c;
}
