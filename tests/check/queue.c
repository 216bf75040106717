// queue.c - a bounded queue with a lock and two condition variables.
// SPDX-License-Identifier: MIT
//
// Right: producers and consumers sleep most of the time, all of them but one, and who waits for a
// condition does not hold the lock.
// Fools: Helgrind.
//
// expect: nothing
#include "crew.h"

enum { ROOM = 2, ITEMS = 500 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int count, produced, consumed;

static void produce(void)
{
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&lock);
        while (count == ROOM)
            pthread_cond_wait(&not_full, &lock);
        count++;
        produced++;
        pthread_cond_signal(&not_empty);
        pthread_mutex_unlock(&lock);
    }
}

static void consume(void)
{
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&lock);
        while (count == 0)
            pthread_cond_wait(&not_empty, &lock);
        count--;
        consumed++;
        pthread_mutex_unlock(&lock);
        pthread_cond_signal(&not_full); // without the lock
    }
}

int main(void)
{
    AT_ONCE(produce, produce, consume, consume);
    return produced != consumed;
}
