// clean.c - every way to use the mutex, under heavy contention and without a race: a checker that
// reports anything here does not understand the lock.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>
#include <stdatomic.h>
#include <time.h>

#define THREADS 6
#define ENOUGH 300 // waits that the slow paths must have seen

static pawl_mutex mu;
static long guarded;
static pawl_mutex passed_on; // locked by one thread, unlocked by the next
static long relay;

static void nap(void)
{
    struct timespec ts = {0, 20000};
    nanosleep(&ts, NULL);
}

static void touch(void)
{
    if (guarded++ % 16 == 0)
        nap(); // so that the others queue up
}

static void use(int way)
{
    switch (way) {
    case 0:
        pawl_mutex_lock(&mu);
        touch();
        pawl_mutex_unlock(&mu);
        break;
    case 1:
        if (pawl_mutex_trylock(&mu)) {
            touch();
            pawl_mutex_unlock(&mu);
        }
        break;
    case 2:
        if (pawl_mutex_lock_until(&mu, pawl_now() + 30000) == 0) {
            touch();
            pawl_mutex_unlock(&mu);
        }
        break;
    case 3: {
        PAWL_GUARD(&mu);
        touch();
        break;
    }
    default: PAWL_WITH(&mu) touch();
    }
}

static atomic_uint waits;

static void count_wait(void *arg, const struct pawl_event *event)
{
    (void)arg;
    (void)event;
    atomic_fetch_add(&waits, 1);
}

static void contend(int number)
{
    for (int i = number; atomic_load(&waits) < ENOUGH || i < 2000; i++)
        use(i % 5);
}

#ifndef OWN_UNLOCKS_ONLY
static atomic_int turn; // 1: locked, and it is the other's to unlock

// One thread locks, the other unlocks.
static void pass_on(int number)
{
    for (int i = 0; i < 500; i++) {
        if (number == 0) {
            pawl_mutex_lock(&passed_on);
            relay++;
            atomic_store(&turn, 1);
        } else {
            while (atomic_load(&turn) == 0)
                nap();
            atomic_store(&turn, 0);
            relay++;
            pawl_mutex_unlock(&passed_on);
        }
    }
}
#endif

int main(void)
{
    static const struct pawl_watcher watcher = {PAWL_ON_WAIT_BEGIN, count_wait, NULL};
    pawl_watch(&watcher);
    run_threads(THREADS, contend);
#ifndef OWN_UNLOCKS_ONLY
    run_threads(2, pass_on);
#endif
    printf("%ld sections, %u waits, relay %ld\n", guarded, atomic_load(&waits), relay);
    return 0;
}
