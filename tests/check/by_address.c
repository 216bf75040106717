// by_address.c - transfers between accounts, the lock at the lower address first.
// SPDX-License-Identifier: MIT
//
// Right: the rule is one order for all. It fools who knows only that an account's lock is taken
// below an account's lock.
//
// expect: nothing
#include "crew.h"

enum { ACCOUNTS = 8, ROUNDS = 100 };

static struct account {
    pthread_mutex_t lock;
    long balance;
} * accounts[ACCOUNTS];

static void transfer(struct account *from, struct account *to, long amount)
{
    pthread_mutex_t *low = from < to ? &from->lock : &to->lock;
    pthread_mutex_t *high = from < to ? &to->lock : &from->lock;
    pthread_mutex_lock(low);
    pthread_mutex_lock(high);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(high);
    pthread_mutex_unlock(low);
}

static void up(void)
{
    for (int i = 0; i < ROUNDS; i++)
        transfer(accounts[i % ACCOUNTS], accounts[(i + 3) % ACCOUNTS], 1);
}

static void down(void)
{
    for (int i = 0; i < ROUNDS; i++)
        transfer(accounts[(i + 3) % ACCOUNTS], accounts[i % ACCOUNTS], 1);
}

int main(void)
{
    long sum = 0;
    for (int i = 0; i < ACCOUNTS; i++) {
        accounts[i] = calloc(1, sizeof *accounts[i]);
        if (!accounts[i] || pthread_mutex_init(&accounts[i]->lock, NULL) != 0)
            return 1;
    }
    AT_ONCE(up, down);
    for (int i = 0; i < ACCOUNTS; i++)
        sum += accounts[i]->balance;
    return sum != 0;
}
