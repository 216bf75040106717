// pool.c - a pool of threads that take jobs, which take locks.
// SPDX-License-Identifier: MIT
//
// Right: jobs of both kinds run in all threads, one lock below the other always; workers sleep
// until they are told to stop, and main sleeps until they have.
//
// expect: nothing
#include "crew.h"

enum { WORKERS = 3, JOBS = 200 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int waiting_jobs;
static bool is_stopping;

static pthread_mutex_t input = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;
static int done;

static void do_job(void)
{
    pthread_mutex_lock(&input);
    pthread_mutex_lock(&output);
    pthread_mutex_unlock(&input);
    done++;
    pthread_mutex_unlock(&output);
}

static void *work(void *arg)
{
    pthread_mutex_lock(&lock);
    while (waiting_jobs > 0 || !is_stopping) {
        if (waiting_jobs == 0) {
            pthread_cond_wait(&changed, &lock);
            continue;
        }
        waiting_jobs--;
        pthread_mutex_unlock(&lock);
        do_job();
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    return arg;
}

static void tell(int jobs, bool stop)
{
    pthread_mutex_lock(&lock);
    waiting_jobs += jobs;
    is_stopping = stop;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

int main(void)
{
    pthread_t workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(work, NULL);
    for (int i = 0; i < JOBS; i++)
        tell(1, false);
    tell(0, true);
    for (int i = 0; i < WORKERS; i++)
        join(workers[i]);
    return done != JOBS;
}
