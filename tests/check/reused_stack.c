// reused_stack.c - a lock on a thread's stack, and later another thread's on the same stack.
// SPDX-License-Identifier: MIT
//
// Right: the first lock ended with its thread, though nobody destroyed it; the C library keeps the
// stacks of threads for the next ones. Who goes by addresses takes the two for one lock.
// After https://github.com/google/sanitizers/issues/1798.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t shared = PTHREAD_MUTEX_INITIALIZER;
static int locked;

static void lock_both(bool shared_first)
{
    pthread_mutex_t mine = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(shared_first ? &shared : &mine);
    pthread_mutex_lock(shared_first ? &mine : &shared);
    locked++;
    pthread_mutex_unlock(&mine);
    pthread_mutex_unlock(&shared);
}

static void *shared_last(void *arg)
{
    lock_both(false);
    return arg;
}

static void *shared_first(void *arg)
{
    lock_both(true);
    return arg;
}

int main(void)
{
    join(start(shared_last, NULL));
    join(start(shared_first, NULL));
    return locked != 2;
}
