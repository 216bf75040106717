// race_counter.c - one counter is guarded, the other was forgotten: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

static pawl_mutex mu;
static long guarded;
static long forgotten;

static void count(int number)
{
    (void)number;
    forgotten++;
    for (int i = 0; i < 1000; i++) {
        PAWL_GUARD(&mu);
        guarded++;
    }
}

int main(void)
{
    run_threads(2, count);
    printf("%ld %ld\n", guarded, forgotten);
    return guarded != 2000;
}
