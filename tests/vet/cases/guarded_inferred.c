// guarded_inferred.c - data that one lock guards nearly everywhere.
// SPDX-License-Identifier: MIT
#include <pthread.h>

struct counters {
    pthread_mutex_t mu;
    long hits, misses;
    const char *name;
};

void work(struct counters *c);

void hit(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

void hit_many(struct counters *c, int n)
{
    pthread_mutex_lock(&c->mu);
    c->hits += n;
    pthread_mutex_unlock(&c->mu);
}

void reset(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->hits = 0;
    pthread_mutex_unlock(&c->mu);
}

long hits(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

void halve(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->hits /= 2;
    pthread_mutex_unlock(&c->mu);
}

void double_it(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->hits *= 2;
    pthread_mutex_unlock(&c->mu);
}

void decay(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    c->hits -= c->hits / 8;
    pthread_mutex_unlock(&c->mu);
}

long at_least_0(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 0)
        c->hits = 0;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_1(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 1)
        c->hits = 1;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_2(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 2)
        c->hits = 2;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_3(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 3)
        c->hits = 3;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_4(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 4)
        c->hits = 4;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_5(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 5)
        c->hits = 5;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_6(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 6)
        c->hits = 6;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

long at_least_7(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->hits < 7)
        c->hits = 7;
    long n = c->hits;
    pthread_mutex_unlock(&c->mu);
    return n;
}

void forgets(struct counters *c)
{
    c->hits++; // want "^'c->hits' is written without 'c->mu', which is held at [0-9]+ of [0-9]+ other uses \[pawl-guarded\]$"
}

void takes_the_wrong_one(struct counters *c, struct counters *other)
{
    pthread_mutex_lock(&other->mu);
    c->hits++; // want "'c->hits' is written without 'c->mu'"
    pthread_mutex_unlock(&other->mu);
}

void too_late(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    work(c);
    pthread_mutex_unlock(&c->mu);
    c->hits = 3; // want "'c->hits' is written without 'c->mu'"
}

// ---- right --------------------------------------------------------------------------------------

// Nobody else knows of it yet.
struct counters *fresh(struct counters *c)
{
    static struct counters all[10];
    (void)c;
    struct counters *one = &all[0];
    pthread_mutex_init(&one->mu, NULL);
    one->hits = 0;
    return one;
}

// No lock guards the name.
const char *name(struct counters *c)
{
    return c->name;
}

void rename_it(struct counters *c, const char *name)
{
    c->name = name;
}

static void add_locked(struct counters *c, long n)
{
    c->hits += n;
}

void adds(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    add_locked(c, 1);
    pthread_mutex_unlock(&c->mu);
}

void adds_two(struct counters *c)
{
    pthread_mutex_lock(&c->mu);
    add_locked(c, 2);
    pthread_mutex_unlock(&c->mu);
}
