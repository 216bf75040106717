// copied_assigned.c - gives back the state of a call as a copy of it, with its lock.
// SPDX-License-Identifier: MIT
//
// Wrong even if nobody holds it: a used lock's copy is no lock, and who locks it excludes nobody.
// After https://github.com/LubosD/twinkle/pull/78.
//
// expect: copied in refresh
#include "crew.h"

struct call_info {
    pthread_mutex_t lock;
    int state;
};

static struct call_info current = {PTHREAD_MUTEX_INITIALIZER, 1};

static void set_state(int state)
{
    pthread_mutex_lock(&current.lock);
    current.state = state;
    pthread_mutex_unlock(&current.lock);
}

static void refresh(struct call_info *info)
{
    pthread_mutex_lock(&info->lock);
    info->state++;
    pthread_mutex_unlock(&info->lock);
}

int main(void)
{
    set_state(2);
    struct call_info info = current;
    refresh(&info);
    return info.state != 3;
}
