// jump.c - leaves a function that holds a lock with longjmp; who catches it unlocks.
// SPDX-License-Identifier: MIT
//
// Right: the frame in which it was locked is gone, the lock is not.
//
// expect: nothing
#include "crew.h"

#include <setjmp.h>

static pthread_mutex_t parser = PTHREAD_MUTEX_INITIALIZER;
static jmp_buf failed;
static volatile int failures, parsed;

static void parse(int value)
{
    pthread_mutex_lock(&parser);
    if (value < 0)
        longjmp(failed, 1);
    parsed++;
    pthread_mutex_unlock(&parser);
}

int main(void)
{
    if (setjmp(failed) != 0) {
        failures++;
        pthread_mutex_unlock(&parser);
    }
    for (int value = failures == 0 ? 1 : -2; value >= -1; value--)
        parse(value);
    parse(7);
    return failures != 1 || parsed != 3;
}
