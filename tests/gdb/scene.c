// scene.c - for gdb: a lock of each type in a state that is known, and threads that wait for them.
// SPDX-License-Identifier: MIT
//
// Each thread is started when the one before sleeps, so that the queues are in their order.
#include "gdb/wait.h"
#include <dirent.h>

#include <pawl.h>
#include <pawl/rwmutex_wide.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

pawl_mutex busy, idle;
pawl_mutex starving = {1 | 4 | 3 << 3, {0}}; // nobody is there: only its word says so
pawl_rwmutex rw;
pawl_rwmutex_wide wide;
pawl_waitgroup things;
pawl_once once, done;
pawl_once_value value;
pawl_cond changed;
pawl_mutex guards_changed;
pawl_semaphore units = PAWL_SEMAPHORE_INIT(4);
pawl_sema tokens;
pawl_reentrant again;
pawl_reentrant_token by_token;
struct pawl_reentrant_holder holder = {&by_token, 7};
pawl_locker locker;

static void *wait_mutex(void *arg)
{
    pawl_mutex_lock(&busy);
    return arg;
}

static void *wait_writing(void *arg)
{
    pawl_rwmutex_lock(&rw);
    return arg;
}

static void *wait_reading(void *arg)
{
    pawl_rwmutex_rlock(&rw);
    return arg;
}

static void *wait_wide(void *arg)
{
    pawl_rwmutex_wide_lock(&wide);
    return arg;
}

static void *wait_things(void *arg)
{
    pawl_waitgroup_wait(&things);
    return arg;
}

static void lock_busy(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&busy);
    __asm__ volatile(""); // the lock is not the last call: this function is to be seen
}

static void *run_once(void *arg)
{
    pawl_once_do(&once, lock_busy, NULL);
    return arg;
}

static void *wait_changed(void *arg)
{
    pawl_mutex_lock(&guards_changed);
    pawl_cond_wait(&changed, &guards_changed);
    return arg;
}

static void *wait_units(void *arg)
{
    pawl_semaphore_acquire(&units, 2);
    return arg;
}

static void *wait_tokens(void *arg)
{
    pawl_sema_acquire(&tokens, 0);
    return arg;
}

static void *wait_again(void *arg)
{
    pawl_reentrant_lock(&again);
    return arg;
}

static void *wait_by_token(void *arg)
{
    pawl_reentrant_token_lock(&by_token, 8);
    return arg;
}

static void nothing(void *arg)
{
    (void)arg;
}

static void *answer(void *arg)
{
    return arg;
}

int main(void)
{
    static int object = 42;
    pawl_mutex_lock(&busy);
    pawl_rwmutex_rlock(&rw);
    pawl_rwmutex_wide_rlock(&wide);
    pawl_waitgroup_add(&things, 2);
    pawl_once_do(&done, nothing, NULL);
    pawl_once_value_get(&value, answer, &object);
    pawl_semaphore_acquire(&units, 3);
    pawl_reentrant_lock(&again);
    pawl_reentrant_lock(&again);
    pawl_reentrant_token_lock(&by_token, 7);
    locker = pawl_mutex_locker(&busy);
    void *(*const waits[])(void *) = {
        wait_mutex, wait_mutex, wait_writing, wait_writing, wait_reading, wait_wide,  wait_things,
        run_once,   run_once,   wait_changed, wait_units,   wait_tokens,  wait_again, wait_by_token,
    };
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        start(waits[i], NULL);
    reached();
    _exit(0);
}
