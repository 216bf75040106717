// daemon.c - main ends while a detached thread holds a lock, as it always does.
// SPDX-License-Identifier: MIT
//
// Right: the thread that ends the program holds nothing, and the other one is in the middle of its
// work, not at its end.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

#include <unistd.h>

static pthread_mutex_t device = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_running;

static void *serve(void *arg)
{
    pthread_detach(pthread_self());
    pthread_mutex_lock(&device);
    is_running = true;
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    start(serve, NULL);
    UNTIL(is_running);
    return 0;
}
