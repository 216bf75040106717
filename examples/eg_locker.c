// eg_locker.c - one function for two kinds of lock.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdio.h>

// A lock of our own: a mutex that counts how often it was locked.
struct counted {
    pawl_mutex mu;
    long times; // guarded by mu
};

static PAWL_NO_THREAD_SAFETY_ANALYSIS void counted_lock(void *self)
{
    struct counted *c = self;
    pawl_mutex_lock(&c->mu);
    c->times++;
}

static PAWL_NO_THREAD_SAFETY_ANALYSIS void counted_unlock(void *self)
{
    struct counted *c = self;
    pawl_mutex_unlock(&c->mu);
}

static const struct pawl_locker_ops ops = {counted_lock, counted_unlock};

static void add(pawl_locker lock, int *sum, int amount)
{
    pawl_locker_lock(lock);
    *sum += amount;
    pawl_locker_unlock(lock);
}

int main(void)
{
    pawl_mutex mu = PAWL_MUTEX_INIT;
    struct counted counted = {PAWL_MUTEX_INIT, 0};
    pawl_locker own = {&ops, &counted};
    int a = 0, b = 0;
    for (int i = 1; i <= 10; i++) {
        add(pawl_mutex_locker(&mu), &a, i);
        add(own, &b, -i);
    }
    pawl_mutex_lock(&counted.mu);
    printf("%d, %d, locked %ld times\n", a, b, counted.times);
    pawl_mutex_unlock(&counted.mu);
    return 0;
}
