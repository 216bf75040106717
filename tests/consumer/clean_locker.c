// clean_locker.c - a counter, guarded by a mutex that is seen through a Locker: no race.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

static pawl_mutex mu;
static long guarded;

static void count(int number)
{
    (void)number;
    pawl_locker l = pawl_mutex_locker(&mu);
    for (int i = 0; i < 2000; i++) {
        pawl_locker_lock(l);
        guarded++;
        pawl_locker_unlock(l);
    }
}

int main(void)
{
    run_threads(4, count);
    printf("%ld\n", guarded);
    return guarded != 8000;
}
