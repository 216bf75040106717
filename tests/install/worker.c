// worker.c - the thread of the consumer program.
// SPDX-License-Identifier: MIT
#include "consumer.h"

pawl_mutex consumer_mu;
long consumer_count;

void *consumer_add(void *arg)
{
    for (int i = 0; i < CONSUMER_ROUNDS; i++) {
        pawl_mutex_lock(&consumer_mu);
        consumer_count++;
        pawl_mutex_unlock(&consumer_mu);
    }
    return arg;
}
