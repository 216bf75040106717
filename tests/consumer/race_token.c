// race_token.c - two threads with the same token write: ThreadSanitizer must say so.
// SPDX-License-Identifier: MIT
#include "consumer.h"
#include "together.h"

#include <pawl.h>

static pawl_reentrant_token lock;
static long guarded;

static void count(int number)
{
    uint64_t own = (uint64_t)number + 1;
    pawl_reentrant_token_lock(&lock, own);
    guarded++;
    pawl_reentrant_token_unlock(&lock, own);
    step_on(2);
    pawl_reentrant_token_lock(&lock, 7);
    count_in_turn(number, &guarded);
    pawl_reentrant_token_unlock(&lock, 7);
}

int main(void)
{
    run_threads(2, count);
    printf("%ld\n", guarded);
    return 0;
}
