// consumer.h - what the two files of the consumer program share.
// SPDX-License-Identifier: MIT
#ifndef CONSUMER_H
#define CONSUMER_H

#include <pawl.h>

enum { CONSUMER_ROUNDS = 100000 };

extern pawl_mutex consumer_mu;
extern long consumer_count; // guarded by consumer_mu

void *consumer_add(void *arg);

#endif
