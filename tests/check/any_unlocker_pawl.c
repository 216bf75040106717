// any_unlocker_pawl.c - a pawl_mutex as a signal: one thread locks it twice, another one unlocks.
// SPDX-License-Identifier: MIT
//
// Right, as it says: the second lock waits for the other thread, not for itself.
//
// expect: nothing
#include "annotate.h"
#include "crew.h"

#include <pawl.h>

static pawl_mutex ready;
static int result;

static void *compute(void *arg)
{
    rest_ms(5);
    result = 42;
    pawl_mutex_unlock(&ready);
    return arg;
}

int main(void)
{
    TELL(pawl_lock_any_unlocker, &ready);
    pawl_mutex_lock(&ready);
    pthread_t worker = start(compute, NULL);
    pawl_mutex_lock(&ready);
    pawl_mutex_unlock(&ready);
    join(worker);
    return result != 42;
}
