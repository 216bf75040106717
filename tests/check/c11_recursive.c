// c11_recursive.c - a recursive lock of C11, locked again, tried, and locked with a deadline.
// SPDX-License-Identifier: MIT
//
// Right: as often unlocked as locked, in every thread.
// Fools: ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

#include <threads.h>

static mtx_t lock;
static int inside;

static void use(void)
{
    struct timespec past = {0, 0};
    for (int i = 0; i < 100; i++) {
        mtx_lock(&lock);
        if (mtx_trylock(&lock) != thrd_success || mtx_timedlock(&lock, &past) != thrd_success)
            abort();
        inside++;
        mtx_unlock(&lock);
        mtx_unlock(&lock);
        mtx_unlock(&lock);
    }
}

int main(void)
{
    if (mtx_init(&lock, mtx_recursive | mtx_timed) != thrd_success)
        return 1;
    AT_ONCE(use, use);
    mtx_destroy(&lock);
    return inside != 200;
}
