// constructors.c - locks are used before main, and after it.
// SPDX-License-Identifier: MIT
//
// Right: a constructor and a destructor of the program, and a function called at exit, are alone
// when they run; the order among the two locks is theirs.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t plugin = PTHREAD_MUTEX_INITIALIZER;
static int entries;

static void add(int n, pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    pthread_mutex_lock(outer);
    pthread_mutex_lock(inner);
    entries += n;
    pthread_mutex_unlock(inner);
    pthread_mutex_unlock(outer);
}

__attribute__((constructor)) static void load(void)
{
    add(1, &plugin, &registry);
}

__attribute__((destructor)) static void unload(void)
{
    add(-1, &plugin, &registry);
}

static void say_goodbye(void)
{
    add(-1, &plugin, &registry);
}

static void use(void)
{
    add(1, &registry, &plugin);
}

int main(void)
{
    atexit(say_goodbye);
    IN_TURNS(use, use);
    return entries != 3;
}
