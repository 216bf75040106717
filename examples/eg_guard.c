// eg_guard.c - the end of the scope unlocks, by whichever way it is left.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdio.h>

struct account {
    pawl_mutex mu;
    long balance; // guarded by mu
};

// The caller holds a->mu.
static void add(struct account *a, long amount) PAWL_REQUIRES(a->mu);
static void add(struct account *a, long amount)
{
    pawl_mutex_assert_held(&a->mu);
    a->balance += amount;
}

static bool withdraw(struct account *a, long amount)
{
    PAWL_GUARD(&a->mu);
    if (a->balance < amount)
        return false; // unlocks
    add(a, -amount);
    return true; // unlocks
}

static long balance(struct account *a)
{
    long seen = 0;
    PAWL_WITH(&a->mu) {
        seen = a->balance;
    }
    return seen;
}

int main(void)
{
    struct account a = {PAWL_MUTEX_INIT, 0};
    PAWL_WITH(&a.mu) {
        add(&a, 100);
        if (a.balance == 100)
            break; // leaves the block, and unlocks
        puts("not reached");
    }
    printf("withdraw 70: %s\n", withdraw(&a, 70) ? "yes" : "no");
    printf("withdraw 70: %s\n", withdraw(&a, 70) ? "yes" : "no");
    printf("balance: %ld\n", balance(&a));
    return 0;
}
