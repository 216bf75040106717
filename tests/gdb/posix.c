// posix.c - for gdb: a program that knows nothing of pawl, and runs on the preload. Two threads
// wait for each other.
// SPDX-License-Identifier: MIT
#include "gdb/wait.h"

#include <pthread.h>

pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, robust;
pthread_mutex_t guards = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t both;

static void *take_both(void *arg)
{
    pthread_mutex_t *first = arg;
    pthread_mutex_lock(first);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(first == &left ? &right : &left);
    return NULL;
}

static void *read_it(void *arg)
{
    pthread_rwlock_rdlock(&rw);
    return arg;
}

static void *write_it(void *arg)
{
    pthread_rwlock_wrlock(&rw);
    return arg;
}

static void *wait_changed(void *arg)
{
    pthread_mutex_lock(&guards);
    pthread_cond_wait(&changed, &guards);
    return arg;
}

int main(int argc, char **argv)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &attributes);
    pthread_barrier_init(&both, NULL, 2);
    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&recursive);
    pthread_rwlock_wrlock(&rw);
    start(take_both, &left);
    start(take_both, &right);
    start(write_it, NULL);
    start(read_it, NULL);
    start(wait_changed, NULL);
    reached();
    if (argc > 1 && strcmp(argv[1], "stay") == 0)
        pause();
    _exit(0);
}
