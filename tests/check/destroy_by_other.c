// destroy_by_other.c - main tidies up at its end, and a thread still works with the lock.
// SPDX-License-Identifier: MIT
//
// Wrong: it only went well because the lock was held at that moment, so that the call refused.
// After https://github.com/torproject/tor/pull/1346.
//
// expect: destroy-in-use in tidy_up
#include "crew.h"

static pthread_mutex_t counter_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_counting, is_tidy;
static int counter;

static void *count(void *arg)
{
    pthread_mutex_lock(&counter_lock);
    is_counting = true;
    UNTIL(is_tidy);
    counter++;
    pthread_mutex_unlock(&counter_lock);
    return arg;
}

static void tidy_up(void)
{
    pthread_mutex_destroy(&counter_lock);
    is_tidy = true;
}

int main(void)
{
    pthread_t thread = start(count, NULL);
    UNTIL(is_counting);
    tidy_up();
    join(thread);
    return counter != 1;
}
