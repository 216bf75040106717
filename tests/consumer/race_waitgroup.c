// race_waitgroup.c - a worker goes on writing after its done: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

static pawl_waitgroup wg = PAWL_WAITGROUP_INIT;
static long before, after;

static void work(int number)
{
    if (number == 0) {
        pawl_waitgroup_wait(&wg);
        printf("%ld %ld\n", before, after);
        return;
    }
    before = 1;
    pawl_waitgroup_done(&wg);
    after = 1;
}

int main(void)
{
    pawl_waitgroup_add(&wg, 1);
    run_threads(2, work);
    return 0;
}
