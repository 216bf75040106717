// locker.c - any lock, seen through two functions.
// SPDX-License-Identifier: MIT
#define PAWL_TSAN_IN_LIBRARY_
#include <pawl/locker.h>

static void mutex_lock(void *self)
{
    pawl_mutex_lock(self);
}

static void mutex_unlock(void *self)
{
    pawl_mutex_unlock(self);
}

static const struct pawl_locker_ops mutex_ops = {mutex_lock, mutex_unlock};

pawl_locker pawl_mutex_locker(pawl_mutex *m)
{
    pawl_locker l = {&mutex_ops, m};
    return l;
}

void pawl_locker_lock(pawl_locker l)
{
    l.ops->lock(l.self);
}

void pawl_locker_unlock(pawl_locker l)
{
    l.ops->unlock(l.self);
}
