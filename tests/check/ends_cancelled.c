// ends_cancelled.c - a thread is cancelled while it waits for a condition, and has no cleanup
// handler.
// SPDX-License-Identifier: MIT
//
// Wrong: the wait takes the lock again before the thread ends, and nobody unlocks it. With a
// handler it is right: see cancelled_waiter.c.
// After https://github.com/gluster/glusterfs/issues/4685.
//
// expect: thread-ends-holding in pick
#include "crew.h"

static pthread_mutex_t fsync_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static atomic_bool is_waiting;
static int fsyncs;

static int pick(void)
{
    pthread_mutex_lock(&fsync_lock);
    is_waiting = true;
    while (fsyncs == 0)
        pthread_cond_wait(&filled, &fsync_lock);
    int picked = fsyncs--;
    pthread_mutex_unlock(&fsync_lock);
    return picked;
}

static void *sync_files(void *arg)
{
    while (pick() > 0) {
    }
    return arg;
}

int main(void)
{
    pthread_t fsyncer = start(sync_files, NULL);
    UNTIL(is_waiting);
    pthread_cancel(fsyncer);
    join(fsyncer);
    return 0;
}
