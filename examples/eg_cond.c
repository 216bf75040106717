// eg_cond.c - two producers, a queue with room for four, a consumer.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

enum { ROOM = 4, ITEMS = 500 };

static pawl_mutex mu;
static pawl_cond nonempty, nonfull; // zero: nobody waits
static int items[ROOM] PAWL_GUARDED_BY(mu);
static unsigned put_at PAWL_GUARDED_BY(mu), taken_at PAWL_GUARDED_BY(mu);

static void put(int item)
{
    pawl_mutex_lock(&mu);
    while (put_at - taken_at == ROOM) // again: others may be faster
        pawl_cond_wait(&nonfull, &mu);
    items[put_at++ % ROOM] = item;
    pawl_mutex_unlock(&mu);
    pawl_cond_signal(&nonempty);
}

static bool take_until(int *item, int64_t deadline)
{
    PAWL_GUARD(&mu);
    int err = 0;
    while (put_at == taken_at && err == 0)
        err = pawl_cond_wait_until(&nonempty, &mu, deadline);
    if (put_at == taken_at) // and not err: an item may have come even so
        return false;
    *item = items[taken_at++ % ROOM];
    pawl_cond_signal(&nonfull);
    return true;
}

static void *produce(void *arg)
{
    for (int i = 0; i < ITEMS; i++)
        put(*(int *)arg + i);
    return NULL;
}

int main(void)
{
    pthread_t producers[2];
    int first[2] = {0, ITEMS}, item, taken = 0;
    long sum = 0;
    for (int i = 0; i < 2; i++)
        pthread_create(&producers[i], NULL, produce, &first[i]);
    for (; taken < 2 * ITEMS && take_until(&item, PAWL_NEVER); taken++)
        sum += item;
    for (int i = 0; i < 2; i++)
        pthread_join(producers[i], NULL);
    printf("taken: %d, sum: %ld\n", taken, sum);
    if (!take_until(&item, pawl_now() + 20 * PAWL_MILLISECOND))
        puts("nothing more");
    return 0;
}
