// lock_order.c - two mutexes, locked in either order: a deadlock that did not happen this time.
// SPDX-License-Identifier: MIT
#include "consumer.h"

#include <pawl.h>

static pawl_mutex a, b;

static void in_order(int number)
{
    (void)number;
    PAWL_GUARD(&a);
    PAWL_GUARD(&b);
}

static void out_of_order(int number)
{
    (void)number;
    PAWL_GUARD(&b);
    PAWL_GUARD(&a);
}

int main(void)
{
    run_threads(1, in_order);
    run_threads(1, out_of_order);
    puts("done");
    return 0;
}
