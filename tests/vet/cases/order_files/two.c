// two.c - the other order, in another file and through a call.
// SPDX-License-Identifier: MIT
#include "locks.h"

static void take_upper(void)
{
    pthread_mutex_lock(&upper);
    floors = 0;
    pthread_mutex_unlock(&upper);
}

void moves_down(void)
{
    pthread_mutex_lock(&lower);
    take_upper(); // want "'upper' is locked while 'lower' is held; in 'moves_up' it is the other way round \[pawl-order\]"
    pthread_mutex_unlock(&lower);
}
