// asleep_lost_signal.c - waits for a signal of a condition that was given before.
// SPDX-License-Identifier: MIT
//
// Wrong, every time here: nothing but the signal says that the stream has started, and a signal
// that nobody waits for is gone. The thread that waits and the one that joins it are all there are.
// After https://github.com/fsevents/fsevents/pull/290.
//
// expect: asleep in wait_for_start
// hangs
#include "crew.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t started = PTHREAD_COND_INITIALIZER;
static atomic_bool is_signalled;

static void *wait_for_start(void *arg)
{
    UNTIL(is_signalled);
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&started, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t stream = start(wait_for_start, NULL);
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&started);
    pthread_mutex_unlock(&lock);
    is_signalled = true;
    join(stream);
    return 0;
}
