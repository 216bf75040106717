// accounts.c - a bank whose functions lock what their callers have locked: recursive mutexes.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdio.h>

enum { ACCOUNTS = 8, THREADS = 5, TRANSFERS = 60000, START = 1000 };

struct account {
    pthread_mutex_t mu;
    long money, transfers;
};

static struct account accounts[ACCOUNTS];
static pthread_mutex_t book = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static long refused, looked;

static long balance(struct account *a)
{
    pthread_mutex_lock(&a->mu);
    long money = a->money;
    pthread_mutex_unlock(&a->mu);
    return money;
}

static void add(struct account *a, long money)
{
    pthread_mutex_lock(&a->mu);
    a->money += money;
    a->transfers++;
    pthread_mutex_unlock(&a->mu);
}

// Locks both, the lower first, and calls functions that lock them again.
static int transfer(struct account *from, struct account *to, long money)
{
    struct account *first = from < to ? from : to, *second = from < to ? to : from;
    pthread_mutex_lock(&first->mu);
    pthread_mutex_lock(&second->mu);
    int done = balance(from) >= money;
    if (done) {
        add(from, -money);
        add(to, money);
    }
    pthread_mutex_unlock(&second->mu);
    pthread_mutex_unlock(&first->mu);
    return done;
}

static long total(int from)
{
    if (from == ACCOUNTS)
        return 0;
    pthread_mutex_lock(&accounts[from].mu);
    long sum = balance(&accounts[from]) + total(from + 1);
    pthread_mutex_unlock(&accounts[from].mu);
    return sum;
}

static void *bank(void *arg)
{
    unsigned seed = *(unsigned *)arg;
    for (int i = 0; i < TRANSFERS; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned from = seed >> 16 & 7, to = (from + 1 + (seed >> 20) % 7) & 7;
        int done = transfer(&accounts[from], &accounts[to], (long)(seed >> 24));
        pthread_mutex_lock(&book);
        refused += !done && pthread_mutex_trylock(&book) == 0 && pthread_mutex_unlock(&book) == 0;
        looked += i % 100 == 0 && total(0) == ACCOUNTS * START;
        pthread_mutex_unlock(&book);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    unsigned seeds[THREADS];
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutex_init(&accounts[i].mu, &attr);
        accounts[i].money = START;
    }
    for (unsigned i = 0; i < THREADS; i++) {
        seeds[i] = 1 + i;
        pthread_create(&threads[i], NULL, bank, &seeds[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    long moved = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        moved += accounts[i].transfers;
    printf("total %ld, all transfers %d, looked %ld, none left behind %d\n", total(0),
           moved / 2 + refused == THREADS * TRANSFERS, looked, pthread_mutex_trylock(&book));
}
