// unlock_twice.c - an error path that unlocks, in a function whose caller unlocks as well.
// SPDX-License-Identifier: MIT
//
// Wrong: the second unlock is of nothing, or worse, of somebody else's lock. The C library says
// nothing of it. After https://github.com/immobiliare/sfs/issues/16, where the missing unlock that
// was reported would have been this.
//
// expect: unlock-of-unlocked in end_access
#include "crew.h"

static pthread_mutex_t access_lock = PTHREAD_MUTEX_INITIALIZER;
static int accesses;

static bool begin_access(int file)
{
    pthread_mutex_lock(&access_lock);
    if (file < 0) {
        pthread_mutex_unlock(&access_lock);
        return false;
    }
    accesses++;
    return true;
}

static void end_access(void)
{
    pthread_mutex_unlock(&access_lock);
}

int main(void)
{
    begin_access(3);
    end_access();
    begin_access(-1);
    end_access();
    return accesses != 1;
}
