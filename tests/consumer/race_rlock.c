// race_rlock.c - two threads write under a read lock: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"
#include "together.h"

#include <pawl.h>

#ifdef WIDE
#define RW(name) pawl_rwmutex_wide##name
#else
#define RW(name) pawl_rwmutex##name
#endif

static RW() rw;
static long guarded;

static void count(int number)
{
    RW(_lock)(&rw);
    guarded++;
    RW(_unlock)(&rw);
    step_on(2);
    RW(_rlock)(&rw);
    count_in_turn(number, &guarded);
    RW(_runlock)(&rw);
}

int main(void)
{
    run_threads(2, count);
    printf("%ld\n", guarded);
    return 0;
}
