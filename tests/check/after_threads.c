// after_threads.c - shuts down in another order, when all threads have ended.
// SPDX-License-Identifier: MIT
//
// Right: nobody is left to meet.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t options = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t modules = PTHREAD_MUTEX_INITIALIZER;
static int used;

static void use(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    pthread_mutex_lock(outer);
    pthread_mutex_lock(inner);
    used++;
    pthread_mutex_unlock(inner);
    pthread_mutex_unlock(outer);
}

static void work(void)
{
    use(&options, &modules);
}

int main(void)
{
    IN_TURNS(work, work);
    use(&modules, &options);
    return used != 3;
}
