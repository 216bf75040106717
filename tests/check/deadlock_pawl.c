// deadlock_pawl.c - a pawl_mutex and a pawl_rwmutex: a reader and a writer who wait for each other.
// SPDX-License-Identifier: MIT
//
// Wrong, every time.
//
// expect: deadlock in reader in writer
// hangs
#include "crew.h"

#include <pawl.h>

static pawl_rwmutex routes;
static pawl_mutex log_lock;
static atomic_int holding;

static void reader(void)
{
    pawl_mutex_lock(&log_lock);
    meet(&holding, 2);
    pawl_rwmutex_rlock(&routes);
    pawl_rwmutex_runlock(&routes);
    pawl_mutex_unlock(&log_lock);
}

static void writer(void)
{
    pawl_rwmutex_lock(&routes);
    meet(&holding, 2);
    pawl_mutex_lock(&log_lock);
    pawl_mutex_unlock(&log_lock);
    pawl_rwmutex_unlock(&routes);
}

int main(void)
{
    AT_ONCE(reader, writer);
    return 0;
}
