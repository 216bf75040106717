// consumer.c - the smallest program that links pawl and would notice if it were broken. Two source
// files, because the inline functions of the headers must get along in one program.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>
#include <pthread.h>
#include <stdio.h>

int main(void)
{
    pthread_t other;
    long count;

    if (pthread_create(&other, NULL, consumer_add, NULL) != 0) {
        return 2;
    }
    consumer_add(NULL);
    if (pthread_join(other, NULL) != 0) {
        return 2;
    }
    pawl_mutex_lock(&consumer_mu);
    count = consumer_count;
    pawl_mutex_unlock(&consumer_mu);
    printf("pawl %s counted %ld\n", pawl_version(), count);
    return count == 2L * CONSUMER_ROUNDS ? 0 : 1;
}
