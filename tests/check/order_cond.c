// order_cond.c - waits on a condition while it holds a second lock.
// SPDX-License-Identifier: MIT
//
// Wrong: the wait lets go of the queue's lock only, and takes it again below the statistics' lock;
// whoever comes in between with the queue's lock, and wants the statistics, is in its way. No call
// in the program locks the queue below the statistics: pthread_cond_wait does, before it returns.
//
// expect: order in take
#include "crew.h"

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t statistics = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static bool is_filled;
static atomic_int waiting, taken, reports;

static void take(void)
{
    pthread_mutex_lock(&queue);
    pthread_mutex_lock(&statistics);
    waiting++;
    while (!is_filled)
        pthread_cond_wait(&filled, &queue);
    taken++;
    pthread_mutex_unlock(&statistics);
    pthread_mutex_unlock(&queue);
}

static void fill(void)
{
    UNTIL(waiting);
    pthread_mutex_lock(&queue);
    is_filled = true;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&queue);
}

static void report(void)
{
    UNTIL(taken);
    pthread_mutex_lock(&queue);
    pthread_mutex_lock(&statistics);
    reports++;
    pthread_mutex_unlock(&statistics);
    pthread_mutex_unlock(&queue);
}

int main(void)
{
    AT_ONCE(take, fill, report);
    return taken + reports != 2;
}
