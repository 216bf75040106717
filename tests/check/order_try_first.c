// order_try_first.c - a lock that was got by trylock is held like any other.
// SPDX-License-Identifier: MIT
//
// Wrong: one tries the queue and then waits for the log; the other has the log and waits for the
// queue. A trylock waits for nobody, but here somebody waits for who tried.
//
// expect: order in drain in note
#include "crew.h"

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static int drained, noted;

static void drain(void)
{
    if (pthread_mutex_trylock(&queue) != 0)
        return;
    pthread_mutex_lock(&log_lock);
    drained++;
    pthread_mutex_unlock(&log_lock);
    pthread_mutex_unlock(&queue);
}

static void note(void)
{
    pthread_mutex_lock(&log_lock);
    pthread_mutex_lock(&queue);
    noted++;
    pthread_mutex_unlock(&queue);
    pthread_mutex_unlock(&log_lock);
}

int main(void)
{
    IN_TURNS(drain, note);
    return drained + noted != 2;
}
