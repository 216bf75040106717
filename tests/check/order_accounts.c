// order_accounts.c - the textbook's transfer: each takes the payer's lock, then the payee's.
// SPDX-License-Identifier: MIT
//
// Wrong: one pays to the other while the other pays back, and each holds what the other wants. It
// goes well here, as the two come one after the other.
//
// expect: order in pay in refund
#include "crew.h"

static struct account {
    pthread_mutex_t lock;
    long balance;
} alice = {PTHREAD_MUTEX_INITIALIZER, 100}, bob = {PTHREAD_MUTEX_INITIALIZER, 100};

static void transfer(struct account *from, struct account *to, long amount)
{
    pthread_mutex_lock(&from->lock);
    pthread_mutex_lock(&to->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}

static void pay(void)
{
    transfer(&alice, &bob, 30);
}

static void refund(void)
{
    transfer(&bob, &alice, 10);
}

int main(void)
{
    IN_TURNS(pay, refund);
    return alice.balance + bob.balance != 200;
}
