// clean_semaphore.c - a counter, guarded by a semaphore of one: no race, as release synchronizes
// before the acquire that takes it.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

static pawl_sema sema = PAWL_SEMA_INIT(1);
static long guarded;

static void count(int number)
{
    for (int i = 0; i < 2000; i++) {
        if (number > 1 || !pawl_sema_tryacquire(&sema))
            pawl_sema_acquire(&sema, 0);
        guarded++;
        pawl_sema_release(&sema, 0);
    }
}

int main(void)
{
    run_threads(4, count);
    printf("%ld\n", guarded);
    return guarded != 8000;
}
