// before_threads.c - main takes two locks in one order before it starts threads, which take them in
// the other.
// SPDX-License-Identifier: MIT
//
// Right: there was nobody to meet.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t options = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t modules = PTHREAD_MUTEX_INITIALIZER;
static int loaded;

static void use(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    pthread_mutex_lock(outer);
    pthread_mutex_lock(inner);
    loaded++;
    pthread_mutex_unlock(inner);
    pthread_mutex_unlock(outer);
}

static void work(void)
{
    use(&modules, &options);
}

int main(void)
{
    use(&options, &modules);
    IN_TURNS(work, work);
    return loaded != 3;
}
