// guarded_declared.c - data that is declared to be guarded.
// SPDX-License-Identifier: MIT
#include <pawl.h>

struct account {
    pawl_mutex mu;
    long balance PAWL_GUARDED_BY(&mu);
    long *history PAWL_PT_GUARDED_BY(&mu);
};

static pawl_mutex table_mu;
static int entries PAWL_GUARDED_BY(&table_mu);

void deposit(struct account *a, long n)
{
    pawl_mutex_lock(&a->mu);
    a->balance += n;
    pawl_mutex_unlock(&a->mu);
}

void unguarded(struct account *a, long n)
{
    a->balance += n; // want "'a->balance' is written without 'a->mu', which guards it"
}

long unguarded_read(struct account *a)
{
    return a->balance; // want "'a->balance' is read without 'a->mu', which guards it"
}

void of_another(struct account *a, struct account *b)
{
    pawl_mutex_lock(&a->mu);
    b->balance = a->balance; // want "'b->balance' is written without 'b->mu', which guards it"
    pawl_mutex_unlock(&a->mu);
}

void of_a_variable(void)
{
    entries++; // want "'entries' is written without 'table_mu', which guards it"
}

void of_a_variable_guarded(void)
{
    PAWL_GUARD(&table_mu);
    entries++;
}

void pointed_to(struct account *a)
{
    a->history[0] = 1; // want "is written without 'a->mu', which guards it"
}

void pointer_itself(struct account *a, long *to)
{
    a->history = to;
}

static void locked(struct account *a) PAWL_REQUIRES(&a->mu);

static void locked(struct account *a)
{
    a->balance = 0;
}

void calls_locked(struct account *a)
{
    pawl_mutex_lock(&a->mu);
    locked(a);
    pawl_mutex_unlock(&a->mu);
}
