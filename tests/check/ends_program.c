// ends_program.c - main gives up when a thread cannot be started, and holds the lock by which the
// two were to meet.
// SPDX-License-Identifier: MIT
//
// Wrong: harmless by itself, but whatever runs at exit finds it locked.
// After https://github.com/axboe/liburing/issues/379.
//
// expect: program-ends-holding in run_test
// status: 1
#include "crew.h"

static pthread_mutex_t ready = PTHREAD_MUTEX_INITIALIZER;

static int start_receiver(void)
{
    return 11; // as pthread_create without memory
}

static int run_test(void)
{
    pthread_mutex_lock(&ready);
    if (start_receiver() != 0)
        return 1;
    pthread_mutex_unlock(&ready);
    return 0;
}

int main(void)
{
    return run_test();
}
