// goroutine_right.c - many goroutines on the same threads take turns, and change threads.
// SPDX-License-Identifier: MIT
//
// Right: a lock that is held over a yield is not held by who runs on that thread next, and a stack
// that is used again belongs to another goroutine.
//
// expect: nothing
#include "crew.h"

#include <pawl.h>

#define GOROUTINES 50

static pawl_mutex outer, inner;
static pawl_rwmutex table;
static int total;

static void take_turns(void *arg)
{
    (void)arg;
    for (int i = 0; i < 20; i++) {
        pawl_mutex_lock(&outer);
        pawl_go_yield();
        pawl_mutex_lock(&inner);
        total++;
        pawl_mutex_unlock(&inner);
        pawl_mutex_unlock(&outer);
        pawl_rwmutex_rlock(&table);
        pawl_go_yield();
        pawl_rwmutex_runlock(&table);
    }
}

int main(void)
{
    for (int round = 0; round < 3; round++) {
        pawl_waitgroup wg = {0};
        for (int i = 0; i < GOROUTINES; i++)
            pawl_waitgroup_go(&wg, take_turns, NULL);
        pawl_waitgroup_wait(&wg);
    }
    return total != 3 * GOROUTINES * 20;
}
