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

// ---- what is freed meanwhile --------------------------------------------------------------------

struct account {
    pthread_mutex_t mu;
    char *owner, *bank, *branch;
};

const char *account_owner(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    const char *owner = a->owner;
    pthread_mutex_unlock(&a->mu);
    return owner; // want "a pointer to what 'a->mu' guards is returned: 'a->owner' \[pawl-leak\]"
}

void account_rename(struct account *a, char *owner)
{
    pthread_mutex_lock(&a->mu);
    free(a->owner);
    a->owner = owner;
    pthread_mutex_unlock(&a->mu);
}

// Only freed at the end, when nobody else has the account.
const char *account_bank(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    const char *bank = a->bank;
    pthread_mutex_unlock(&a->mu);
    return bank;
}

void account_choose(struct account *a, char *bank)
{
    pthread_mutex_lock(&a->mu);
    a->bank = bank;
    pthread_mutex_unlock(&a->mu);
}

void account_unref(struct account *a)
{
    free(a->bank);
    free(a->branch);
    free(a);
}

// Taken out: it is the caller's now.
char *account_take(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    char *branch = a->branch;
    a->branch = NULL;
    pthread_mutex_unlock(&a->mu);
    return branch;
}

void account_move(struct account *a, char *branch)
{
    pthread_mutex_lock(&a->mu);
    free(a->branch);
    a->branch = branch;
    pthread_mutex_unlock(&a->mu);
}
