// eg_watch.c - counts lock events while one thread makes another wait.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

struct counts {
    atomic_uint acquired, released, waits;
};

// Runs inside lock operations: no locks here, no allocation, no blocking.
static void see(void *arg, const struct pawl_event *event)
{
    struct counts *n = arg;
    if (event->what == PAWL_ON_ACQUIRED)
        atomic_fetch_add(&n->acquired, 1);
    else if (event->what == PAWL_ON_RELEASED)
        atomic_fetch_add(&n->released, 1);
    else if (event->what == PAWL_ON_WAIT_BEGIN)
        atomic_fetch_add(&n->waits, 1);
}

static pawl_mutex mu;
static struct counts counts;
static const struct pawl_watcher watcher = {
    .wanted = PAWL_ON_ACQUIRED | PAWL_ON_RELEASED | PAWL_ON_WAIT_BEGIN,
    .see = see,
    .arg = &counts,
};

static void *visit(void *arg)
{
    (void)arg;
    PAWL_GUARD(&mu);
    return NULL;
}

int main(void)
{
    if (pawl_watch(&watcher) != 0)
        return 1; // somebody else watches
    pthread_t visitor;
    pawl_mutex_lock(&mu);
    pthread_create(&visitor, NULL, visit, NULL);
    while (atomic_load(&counts.waits) == 0)
        sched_yield();
    pawl_mutex_unlock(&mu);
    pthread_join(visitor, NULL);
    pawl_unwatch(&watcher);

    printf("acquired: %u\n", atomic_load(&counts.acquired));
    printf("released: %u\n", atomic_load(&counts.released));
    printf("waits: %u\n", atomic_load(&counts.waits));
    return 0;
}
