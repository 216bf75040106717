// goroutine_deadlock.c - two goroutines and a thread, each with a lock, each wants the next one's.
// SPDX-License-Identifier: MIT
//
// Wrong, every time. And who waits for all of them waits for ever, too.
//
// expect: deadlock in accept in serve in shut_down
// hangs
#include "crew.h"

#include <pawl.h>

static pawl_mutex clients, routes, log_lock;
static atomic_int holding;

static void both(pawl_mutex *own, pawl_mutex *next)
{
    pawl_mutex_lock(own);
    atomic_fetch_add(&holding, 1);
    while (atomic_load(&holding) < 3)
        pawl_go_yield();
    pawl_mutex_lock(next);
    pawl_mutex_unlock(next);
    pawl_mutex_unlock(own);
}

static void accept(void *arg)
{
    (void)arg;
    both(&clients, &routes);
}

static void serve(void *arg)
{
    (void)arg;
    both(&routes, &log_lock);
}

static void *shut_down(void *arg)
{
    both(&log_lock, &clients);
    return arg;
}

int main(void)
{
    struct pawl_go_attr attr = {.name = "serve"};
    pawl_go(accept, NULL);
    if (pawl_go_with(&attr, serve, NULL) != 0)
        return 1;
    join(start(shut_down, NULL));
    return 0;
}
