// reentry_calls.c - calls that come to lock again what their caller holds.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    long balance;
    struct account *other;
};

long balance(struct account *a)
{
    pthread_mutex_lock(&a->mu); // note "taken here"
    long b = a->balance;
    pthread_mutex_unlock(&a->mu);
    return b;
}

void direct(struct account *a)
{
    pthread_mutex_lock(&a->mu);  // note "locked here"
    a->balance = balance(a) + 1; // want "^'balance' takes 'a->mu', which is locked here already \[pawl-reentry\]$"
    pthread_mutex_unlock(&a->mu);
}

static long through_one(struct account *a)
{
    return balance(a); // note "which calls 'balance' here"
}

static long through_two(struct account *a)
{
    return through_one(a) + 1;
}

void deep(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    a->balance = through_two(a); // want "'through_two' takes 'a->mu', which is locked here already"
    pthread_mutex_unlock(&a->mu);
}

void on_one_path(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    if (a->balance > 3)
        balance(a); // want "'balance' takes 'a->mu', which is locked here already"
    pthread_mutex_unlock(&a->mu);
}

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static long entries;

static void add_entry(void)
{
    pthread_mutex_lock(&table);
    entries++;
    pthread_mutex_unlock(&table);
}

void of_a_variable(void)
{
    pthread_mutex_lock(&table);
    entries = 0;
    add_entry(); // want "'add_entry' takes 'table', which is locked here already"
    pthread_mutex_unlock(&table);
}

struct service {
    pawl_mutex mu;
    pawl_rwmutex rw;
    pawl_reentrant again;
    long served;
};

static void count(struct service *s)
{
    PAWL_GUARD(&s->mu);
    s->served++;
}

void guarded(struct service *s)
{
    PAWL_GUARD(&s->mu);
    count(s); // want "'count' takes 's->mu', which is locked here already"
}

static long peek(struct service *s)
{
    pawl_rwmutex_rlock(&s->rw);
    long n = s->served;
    pawl_rwmutex_runlock(&s->rw);
    return n;
}

void reads_while_writing(struct service *s)
{
    pawl_rwmutex_lock(&s->rw);
    s->served = peek(s); // want "'peek' takes 's->rw', which is locked here already"
    pawl_rwmutex_unlock(&s->rw);
}

// ---- right --------------------------------------------------------------------------------------

long another_object(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    long b = balance(a->other);
    pthread_mutex_unlock(&a->mu);
    return b;
}

void after_unlock(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    a->balance++;
    pthread_mutex_unlock(&a->mu);
    balance(a);
}

static void lets_go(struct account *a)
{
    pthread_mutex_unlock(&a->mu);
    balance(a);
    pthread_mutex_lock(&a->mu);
}

void calls_what_lets_go(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    lets_go(a);
    pthread_mutex_unlock(&a->mu);
}

static void again(struct service *s)
{
    pawl_reentrant_lock(&s->again);
    s->served++;
    pawl_reentrant_unlock(&s->again);
}

void reentrant(struct service *s)
{
    pawl_reentrant_lock(&s->again);
    again(s);
    pawl_reentrant_unlock(&s->again);
}

static int tries(struct account *a)
{
    if (pthread_mutex_trylock(&a->mu))
        return -1;
    a->balance++;
    pthread_mutex_unlock(&a->mu);
    return 0;
}

void a_try_does_not_wait(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    tries(a);
    pthread_mutex_unlock(&a->mu);
}

static void *thread(void *arg)
{
    balance(arg);
    return NULL;
}

void starts_a_thread(struct account *a)
{
    pthread_t t;
    pthread_mutex_lock(&a->mu);
    pthread_create(&t, NULL, thread, a);
    pthread_mutex_unlock(&a->mu);
    pthread_join(t, NULL);
}
