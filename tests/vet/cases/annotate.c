// annotate.c - what declarations say of functions that cannot be seen (pawl/annotate.h).
// SPDX-License-Identifier: MIT
// flags: -Iinclude
#include <pawl/annotate.h>
#include <pthread.h>
#include <stdbool.h>

struct account {
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    long balance PAWL_VET_GUARDED_BY(mu);
    long *history PAWL_VET_PT_GUARDED_BY(&mu);
};

extern pthread_mutex_t table;
extern int entries PAWL_VET_GUARDED_BY(table);

void account_lock(struct account *a) PAWL_VET_ACQUIRE(a->mu);
void account_unlock(struct account *a) PAWL_VET_RELEASE(&a->mu);
bool account_trylock(struct account *a) PAWL_VET_TRY_ACQUIRE(true, a->mu);
int account_begin(struct account *a) PAWL_VET_TRY_ACQUIRE(false, a->mu);
void account_read(struct account *a) PAWL_VET_ACQUIRE_SHARED(a->rw);
void account_done(struct account *a) PAWL_VET_RELEASE(a->rw);
long account_sum_locked(struct account *a) PAWL_VET_REQUIRES(a->mu);
void account_report(struct account *a) PAWL_VET_EXCLUDES(a->mu);
void account_check(struct account *a) PAWL_VET_ASSERTS_HELD(a->mu);
void table_add(void) PAWL_VET_REQUIRES(table);
void hand_over(struct account *a) PAWL_VET_UNCHECKED;

int stays_locked(struct account *a)
{
    account_lock(a);
    if (entries == 0) // want "'entries' is read without 'table', which guards it"
        return -1;    // want "'a->mu' is still locked when 'stays_locked' returns"
    account_unlock(a);
    return 0;
}

int wrong_result(struct account *a)
{
    if (account_trylock(a))
        return 0;
    account_unlock(a); // want "'a->mu' is unlocked here, but on this path it was not locked"
    return 1;
}

int right_result(struct account *a)
{
    if (account_begin(a) != 0)
        return -1;
    long balance = a->balance;
    account_unlock(a);
    return balance > 0;
}

int reads(struct account *a, int early)
{
    account_read(a);
    if (early)
        return 0; // want "'a->rw' is still locked when 'reads' returns"
    account_done(a);
    return 1;
}

long needs_it(struct account *a)
{
    // want below "'account_sum_locked' is called without 'a->mu', which it needs"
    return account_sum_locked(a);
}

long needs_that_one(struct account *a, struct account *b)
{
    account_lock(a);
    // want below "'account_sum_locked' is called without 'b->mu', which it needs"
    long sum = account_sum_locked(b);
    account_unlock(a);
    return sum;
}

long has_it(struct account *a)
{
    account_lock(a);
    long sum = account_sum_locked(a);
    account_unlock(a);
    return sum;
}

long wants_it_too(struct account *a) PAWL_VET_REQUIRES(a->mu);
long wants_it_too(struct account *a)
{
    return account_sum_locked(a) + a->balance;
}

long wants_it(struct account *a)
{
    return wants_it_too(a); // want "'wants_it_too' is called without 'a->mu', which it needs"
}

long asserts_it(struct account *a)
{
    account_check(a);
    return wants_it_too(a);
}

long lets_it_go(struct account *a)
{
    long sum = wants_it_too(a);
    account_unlock(a);
    return sum;
}

static long inner(struct account *a)
{
    return account_sum_locked(a);
}

long outer(struct account *a)
{
    account_lock(a);
    long sum = inner(a);
    account_unlock(a);
    return sum;
}

void must_not(struct account *a)
{
    account_lock(a);
    account_report(a); // want "'account_report' is called with 'a->mu' locked, and must not be"
    account_unlock(a);
    account_report(a);
}

void knows(struct account *a)
{
    account_check(a);
    a->balance++;
}

void adds(void)
{
    table_add(); // want "'table_add' is called without 'table', which it needs"
    pthread_mutex_lock(&table);
    table_add();
    entries++;
    pthread_mutex_unlock(&table);
}

long by_pointer(struct account *a)
{
    return *a->history; // want "'\*a->history' is read without 'a->mu', which guards it"
}

void hand_over(struct account *a)
{
    account_lock(a);
}
