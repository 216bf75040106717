// fight_over.h - the code that every object carries: a fight that makes threads wait.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_FIGHT_OVER_H
#define PAWL_TESTS_FIGHT_OVER_H

#include "plugin.h"

#include <time.h>

static inline int section(struct common *c, long round)
{
    int torn = c->left != c->right;
    c->left++;
    if (round % 8 == 0) {
        struct timespec ts = {0, 20000}; // the others must queue up, in the table
        nanosleep(&ts, NULL);
    }
    c->right++;
    return torn;
}

static inline int fight_over(struct common *c, long rounds)
{
    int torn = 0;
    for (long i = 0; i < rounds; i++) {
        if (i % 3 == 0 && pawl_mutex_lock_until(&c->mu, pawl_now() + 50000) != 0)
            pawl_mutex_lock(&c->mu);
        else if (i % 3 != 0)
            pawl_mutex_lock(&c->mu);
        torn += section(c, i);
        pawl_mutex_unlock(&c->mu);
    }
    return torn;
}

#endif
