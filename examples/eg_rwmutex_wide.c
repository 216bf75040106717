// eg_rwmutex_wide.c - all threads read what is hardly ever replaced.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct config {
    int version, workers, queue; // queue is workers times 16
};

static pawl_rwmutex_wide rw; // zero is unlocked
static struct config *current PAWL_GUARDED_BY(rw) PAWL_PT_GUARDED_BY(rw);

static struct config get(void)
{
    pawl_rwmutex_wide_rlock(&rw);
    struct config copy = *current;
    pawl_rwmutex_wide_runlock(&rw);
    return copy; // a copy: a pointer would leave the lock behind
}

static void publish(int version)
{
    struct config *next = malloc(sizeof *next);
    if (!next)
        abort();
    *next = (struct config){version, 2 * version, 32 * version};

    pawl_rwmutex_wide_lock(&rw);
    struct config *old = current;
    current = next;
    pawl_rwmutex_wide_unlock(&rw);
    free(old); // no reader can have it any more
}

static void *work(void *arg)
{
    long *torn = arg;
    for (struct config c = get(); c.version < 9; c = get())
        *torn += c.queue != 16 * c.workers;
    return NULL;
}

int main(void)
{
    publish(0);
    pthread_t threads[4];
    long torn[4] = {0}, all = 0;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, &torn[i]);
    for (int version = 1; version <= 9; version++)
        publish(version);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        all += torn[i];
    }
    printf("version %d, torn: %ld\n", get().version, all);
    return 0;
}
