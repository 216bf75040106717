// eg_mutex.c - four threads count together, a fifth gives up.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

static pawl_mutex mu; // zero is unlocked
static long total PAWL_GUARDED_BY(mu);

static void *count(void *arg)
{
    (void)arg;
    for (int i = 0; i < 10000; i++) {
        pawl_mutex_lock(&mu);
        total++;
        pawl_mutex_unlock(&mu);
    }
    return NULL;
}

static void *give_up(void *arg)
{
    (void)arg;
    if (!pawl_mutex_trylock(&mu)) {
        puts("trylock: not now");
    } else {
        pawl_mutex_unlock(&mu);
    }
    int64_t deadline = pawl_now() + 20 * PAWL_MILLISECOND;
    if (pawl_mutex_lock_until(&mu, deadline) == PAWL_ETIMEDOUT) {
        puts("lock_until: timed out");
    } else {
        pawl_mutex_unlock(&mu);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, count, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);

    pawl_mutex_lock(&mu);
    printf("total: %ld\n", total);
    pthread_create(&threads[0], NULL, give_up, NULL);
    pthread_join(threads[0], NULL);
    pawl_mutex_unlock(&mu);
    return 0;
}
