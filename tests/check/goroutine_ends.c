// goroutine_ends.c - a goroutine ends, and leaves a lock locked.
// SPDX-License-Identifier: MIT
//
// Wrong. Any goroutine may unlock it, but none will.
//
// expect: thread-ends-holding in forget
#include "crew.h"

#include <pawl.h>

static pawl_mutex mu;

static void forget(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&mu);
}

int main(void)
{
    pawl_waitgroup wg = {0};
    pawl_waitgroup_go(&wg, forget, NULL);
    pawl_waitgroup_wait(&wg);
    while (pawl_go_count() != 0)
        pawl_go_sleep(PAWL_MILLISECOND);
    return 0;
}
