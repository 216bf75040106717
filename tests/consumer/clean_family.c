// clean_family.c - data that the types beside the mutex guard or pass on: no race.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

#define ROUNDS 300

static long data; // guarded by the one at hand

// ---- RWMutex: 0 and 1 write, the others read ----------------------------------------------------

static pawl_rwmutex rw;
static pawl_rwmutex_wide wide;

#define USE_RW(type, lock)                                                                         \
    static void use_##type(int number)                                                             \
    {                                                                                              \
        for (int i = 0; i < ROUNDS; i++) {                                                         \
            if (number > 1) {                                                                      \
                if (i % 3 != 0 || pawl_##type##_rlock_until(&lock, pawl_now() + 20000) != 0)       \
                    pawl_##type##_rlock(&lock);                                                    \
                if (data < 0)                                                                      \
                    abort();                                                                       \
                pawl_##type##_runlock(&lock);                                                      \
                continue;                                                                          \
            }                                                                                      \
            if (i % 3 != 0 || pawl_##type##_lock_until(&lock, pawl_now() + 20000) != 0)            \
                pawl_##type##_lock(&lock);                                                         \
            data++;                                                                                \
            if (i % 4 == 0) {                                                                      \
                pawl_##type##_downgrade(&lock);                                                    \
                if (data < 0)                                                                      \
                    abort();                                                                       \
                pawl_##type##_runlock(&lock);                                                      \
            } else {                                                                               \
                pawl_##type##_unlock(&lock);                                                       \
            }                                                                                      \
        }                                                                                          \
    }
USE_RW(rwmutex, rw)
USE_RW(rwmutex_wide, wide)

// ---- semaphore: all units to write, one to read -------------------------------------------------

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(4);

static void use_semaphore(int number)
{
    uint32_t n = number < 2 ? 4 : 1;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 3 != 0 || pawl_semaphore_acquire_until(&sem, n, pawl_now() + 20000) != 0)
            pawl_semaphore_acquire(&sem, n);
        if (n == 4)
            data++;
        else if (data < 0)
            abort();
        pawl_semaphore_release(&sem, n);
    }
}

// ---- reentrant ----------------------------------------------------------------------------------

static pawl_reentrant owned;
static pawl_reentrant_token token;

static void use_reentrant(int number)
{
    (void)number;
    for (int i = 0; i < ROUNDS; i++) {
        pawl_reentrant_lock(&owned);
        if (pawl_reentrant_trylock(&owned)) {
            data++;
            pawl_reentrant_unlock(&owned);
        }
        pawl_reentrant_unlock(&owned);
    }
}

static void use_token(int number)
{
    struct pawl_reentrant_holder mine = {&token, (uint64_t)number};
    pawl_locker l = pawl_reentrant_holder_locker(&mine);
    for (int i = 0; i < ROUNDS; i++) {
        pawl_locker_lock(l);
        pawl_locker_lock(l);
        data++;
        pawl_locker_unlock(l);
        pawl_locker_unlock(l);
    }
}

// ---- Once, WaitGroup ----------------------------------------------------------------------------

static pawl_once once;
static pawl_once_value value;
static pawl_waitgroup wg;
static long parts[MAX_RUNNERS];

static void set_data(void *arg)
{
    data = *(long *)arg;
}

static void *make_value(void *arg)
{
    parts[0] = 1;
    return arg;
}

static void use_once(int number)
{
    static long five = 5;
    for (int i = 0; i < ROUNDS; i++) {
        pawl_once_do(&once, set_data, &five);
        long *made = pawl_once_value_get(&value, make_value, parts);
        if (data != 5 || *made != 1)
            abort();
    }
    (void)number;
}

static void use_waitgroup(int number)
{
    parts[number] = number;
    if (number > 1) {
        pawl_waitgroup_done(&wg);
        return;
    }
    pawl_waitgroup_wait(&wg);
    for (int i = 2; i < 4; i++)
        if (parts[i] != i)
            abort();
}

// ---- Cond: passes numbers on --------------------------------------------------------------------

static pawl_mutex mu;
static pawl_cond changed;
static long box; // guarded by mu, 0: empty

static void use_cond(int number)
{
    pawl_locker l = pawl_mutex_locker(&mu);
    for (int i = 1; i <= ROUNDS; i++) {
        pawl_mutex_lock(&mu);
        while ((box != 0) != (number > 1))
            if (i % 2 == 0)
                pawl_cond_wait(&changed, &mu);
            else
                pawl_cond_wait_locker_until(&changed, l, pawl_now() + 50000);
        box = number > 1 ? 0 : i;
        pawl_mutex_unlock(&mu);
        pawl_cond_broadcast(&changed);
    }
}

int main(void)
{
    run_threads(4, use_rwmutex);
    run_threads(4, use_rwmutex_wide);
    run_threads(4, use_semaphore);
    run_threads(4, use_reentrant);
    run_threads(4, use_token);
    run_threads(4, use_cond);
    long counted = data;
    run_threads(4, use_once);
    pawl_waitgroup_add(&wg, 2);
    run_threads(4, use_waitgroup);
    printf("%ld\n", counted);
    return counted != (2 + 2 + 2 + 4 + 4) * ROUNDS;
}
