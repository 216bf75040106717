// one.c - one order.
// SPDX-License-Identifier: MIT
#include "locks.h"

void moves_up(void)
{
    pthread_mutex_lock(&upper);
    pthread_mutex_lock(&lower); // note "and then 'lower' here"
    floors++;
    pthread_mutex_unlock(&lower);
    pthread_mutex_unlock(&upper);
}
