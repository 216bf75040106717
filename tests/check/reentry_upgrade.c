// reentry_upgrade.c - a reader that finds something to write, and locks for writing as it is.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: the writer waits for all readers to leave, of whom it is one.
//
// expect: reentry in refresh
// hangs
#include "crew.h"

static pthread_rwlock_t cache = PTHREAD_RWLOCK_INITIALIZER;
static int version;

static void refresh(void)
{
    pthread_rwlock_rdlock(&cache);
    if (version == 0) {
        pthread_rwlock_wrlock(&cache);
        version = 1;
        pthread_rwlock_unlock(&cache);
    }
    pthread_rwlock_unlock(&cache);
}

int main(void)
{
    refresh();
    return version != 1;
}
