// race_semaphore.c - a semaphore of two lets two threads write: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"
#include "together.h"

#include <pawl.h>

static pawl_semaphore sem = PAWL_SEMAPHORE_INIT(2);
static long guarded;

static void count(int number)
{
    pawl_semaphore_acquire(&sem, 2);
    guarded++;
    pawl_semaphore_release(&sem, 2);
    step_on(2);
    pawl_semaphore_acquire(&sem, 1);
    count_in_turn(number, &guarded);
    pawl_semaphore_release(&sem, 1);
}

int main(void)
{
    run_threads(2, count);
    printf("%ld\n", guarded);
    return 0;
}
