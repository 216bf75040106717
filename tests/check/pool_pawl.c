// pool_pawl.c - the same with pawl's types: a semaphore for the jobs, a WaitGroup for the end.
// SPDX-License-Identifier: MIT
//
// Right: neither of the two is held by anybody, and units of a semaphore are given back by others
// than who took them.
//
// expect: nothing
#include "crew.h"

#include <pawl.h>

enum { WORKERS = 3, JOBS = 30 };

static pawl_semaphore jobs = PAWL_SEMAPHORE_INIT(WORKERS * JOBS);
static pawl_waitgroup working;
static pawl_mutex done_lock;
static int done;

static void *work(void *arg)
{
    for (int i = 0; i < JOBS; i++) {
        pawl_semaphore_acquire(&jobs, 1);
        PAWL_WITH(&done_lock) {
            done++;
        }
    }
    pawl_waitgroup_done(&working);
    return arg;
}

int main(void)
{
    pthread_t workers[WORKERS];
    pawl_semaphore_acquire(&jobs, WORKERS * JOBS);
    pawl_waitgroup_add(&working, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(work, NULL);
    for (int i = 0; i < WORKERS * JOBS; i++)
        pawl_semaphore_release(&jobs, 1);
    pawl_waitgroup_wait(&working);
    for (int i = 0; i < WORKERS; i++)
        join(workers[i]);
    return done != WORKERS * JOBS;
}
