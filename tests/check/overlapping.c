// overlapping.c - locks that are not unlocked in the reverse order: a, b, unlock a, c, unlock b ….
// SPDX-License-Identifier: MIT
//
// Right: a chain along which everybody goes the same way. Who takes held locks for a stack, and
// unlocks for its top, gets lost.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static int passed;

static void pass(void)
{
    for (int i = 0; i < 50; i++) {
        pthread_mutex_lock(&a);
        pthread_mutex_lock(&b);
        pthread_mutex_unlock(&a);
        pthread_mutex_lock(&c);
        pthread_mutex_unlock(&b);
        passed++;
        pthread_mutex_unlock(&c);
    }
}

int main(void)
{
    AT_ONCE(pass, pass, pass);
    return passed != 150;
}
