// annotated.c - a consumer's C under clang -Wthread-safety. Each case is compiled on its own: CASE.
// SPDX-License-Identifier: MIT
#include <pawl.h>

static pawl_mutex mu;
static pawl_mutex other;
static int balance PAWL_GUARDED_BY(mu);

int use(int amount);

static int read_balance(void) PAWL_REQUIRES(&mu);
static int read_balance(void)
{
    return balance;
}

#if CASE == 0 // all that is right: no warning
static void by_hand(int amount)
{
    pawl_mutex_lock(&mu);
    balance += amount;
    pawl_mutex_unlock(&mu);
}

static int guarded(int amount)
{
    PAWL_GUARD(&mu);
    if (balance < amount)
        return -1;
    for (int i = 0; i < amount; i++) {
        PAWL_GUARD(&other);
        if (i == 3)
            break;
        if (i == 2)
            continue;
        balance--;
    }
    return read_balance();
}

static int with(int amount)
{
    PAWL_WITH(&mu) {
        balance += amount;
        if (amount == 7)
            return read_balance();
    }
    PAWL_WITH(&mu)
        balance++;
    return amount;
}

static int guard_in_branch(int amount)
{
    if (amount > 0) {
        PAWL_GUARD(&mu);
        balance += amount;
    }
    return amount;
}

static int tried(void)
{
    if (!pawl_mutex_trylock(&mu))
        return -1;
    int seen = balance;
    pawl_mutex_unlock(&mu);
    if (pawl_mutex_lock_until(&mu, pawl_now()) == 0) {
        seen += balance;
        pawl_mutex_unlock(&mu);
    }
    if (pawl_mutex_lock_until(&mu, pawl_now()))
        return seen;
    balance--;
    pawl_mutex_unlock(&mu);
    return seen;
}

static int asserted(void)
{
    pawl_mutex_assert_held(&mu);
    return balance;
}

int use(int amount)
{
    by_hand(amount);
    return guarded(amount) + with(amount) + guard_in_branch(amount) + tried() + asserted();
}

#elif CASE == 1 // a missing unlock
int use(int amount)
{
    pawl_mutex_lock(&mu);
    if (amount < 0)
        return -1;
    amount += read_balance();
    pawl_mutex_unlock(&mu);
    return amount;
}

#elif CASE == 2 // guarded data without the lock
int use(int amount)
{
    (void)read_balance;
    balance += amount;
    return amount;
}

#elif CASE == 3 // a function that wants the lock, called without it
int use(int amount)
{
    return amount + read_balance();
}

#elif CASE == 4 // locked twice
int use(int amount)
{
    pawl_mutex_lock(&mu);
    pawl_mutex_lock(&mu);
    amount += read_balance();
    pawl_mutex_unlock(&mu);
    return amount;
}

#elif CASE == 5 // unlocked, but not locked
int use(int amount)
{
    (void)read_balance;
    pawl_mutex_unlock(&mu);
    return amount;
}

#elif CASE == 6 // the wrong lock
int use(int amount)
{
    PAWL_GUARD(&other);
    return amount + read_balance();
}

#elif CASE == 7 // a failed trylock taken for a success
int use(int amount)
{
    if (!pawl_mutex_trylock(&mu)) {
        amount += read_balance();
        pawl_mutex_unlock(&mu);
    }
    return amount;
}

#elif CASE == 8 // a time-out taken for a success
int use(int amount)
{
    if (pawl_mutex_lock_until(&mu, 0) != 0) {
        amount += read_balance();
        pawl_mutex_unlock(&mu);
    }
    return amount;
}

#elif CASE == 9 // blocks inside blocks: no warning, also not about shadowed names
int use(int amount)
{
    PAWL_WITH(&mu) {
        PAWL_WITH(&other) {
            amount += read_balance();
        }
    }
    return amount;
}

#elif CASE == 10 // a guard, and after its scope the lock by hand: right, but see pawl/mutex.h
int use(int amount)
{
    {
        PAWL_GUARD(&mu);
        amount += read_balance();
    }
    pawl_mutex_lock(&mu);
    amount += read_balance();
    pawl_mutex_unlock(&mu);
    return amount;
}
#endif
