// cancelled_waiter.c - a thread is cancelled while it waits for a condition; its handler unlocks.
// SPDX-License-Identifier: MIT
//
// Right: the wait has the lock again when the handler runs. Without it, see ends_cancelled.c.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static atomic_bool is_waiting;
static int items;

static void unlock(void *mutex)
{
    pthread_mutex_unlock(mutex);
}

static void *take(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlock, &lock);
    is_waiting = true;
    while (items == 0)
        pthread_cond_wait(&filled, &lock);
    pthread_cleanup_pop(1);
    return arg;
}

int main(void)
{
    pthread_t taker = start(take, NULL);
    UNTIL(is_waiting);
    pthread_cancel(taker);
    join(taker);
    pthread_mutex_lock(&lock);
    items++;
    pthread_mutex_unlock(&lock);
    return items != 1;
}
