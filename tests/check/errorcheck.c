// errorcheck.c - asks an error-checking mutex whether it holds it, and believes the answer.
// SPDX-License-Identifier: MIT
//
// Right: nothing waits, nothing is unlocked; EDEADLK and EPERM are what such a mutex is for.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

#include <errno.h>

static pthread_mutex_t lock = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static int calls;

// Locks unless its caller has; says whether it did.
static bool enter(void)
{
    return pthread_mutex_lock(&lock) != EDEADLK;
}

static void leave(bool entered)
{
    calls++;
    if (entered)
        pthread_mutex_unlock(&lock);
}

static void inner(void)
{
    leave(enter());
}

static void outer(void)
{
    bool entered = enter();
    inner();
    leave(entered);
    if (pthread_mutex_unlock(&lock) != EPERM)
        abort();
}

int main(void)
{
    IN_TURNS(outer, inner, outer);
    return calls != 5;
}
