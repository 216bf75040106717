// ends_early_return.c - a function that leaves by an early return, and keeps the lock.
// SPDX-License-Identifier: MIT
//
// Wrong: its thread ends, and the lock is locked for ever. Nobody wants it any more in this run.
// After https://github.com/ovis-hpc/ldms/issues/772.
//
// expect: thread-ends-holding in set_info
#include "crew.h"

#include <errno.h>

static pthread_mutex_t set_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries;

static int set_info(const char *key, const char *value)
{
    pthread_mutex_lock(&set_lock);
    if (!key)
        return ENOMEM;
    if (!value)
        return ENOMEM;
    entries++;
    pthread_mutex_unlock(&set_lock);
    return 0;
}

static void *receive(void *arg)
{
    set_info("host", "a");
    set_info("port", NULL);
    return arg;
}

int main(void)
{
    join(start(receive, NULL));
    return entries != 1;
}
