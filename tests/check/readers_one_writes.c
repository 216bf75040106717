// readers_one_writes.c - both read the second lock below the first or above it; one writes the
// first.
// SPDX-License-Identifier: MIT
//
// Right: nobody ever writes the second lock, so nobody waits for it, and a circle must wait twice.
// After https://github.com/google/sanitizers/issues/1862.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_rwlock_t state = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t config = PTHREAD_RWLOCK_INITIALIZER;
static int changes, looks;

static void look(void)
{
    pthread_rwlock_rdlock(&state);
    pthread_rwlock_rdlock(&config);
    looks = 1;
    pthread_rwlock_unlock(&config);
    pthread_rwlock_unlock(&state);
}

static void change(void)
{
    pthread_rwlock_rdlock(&config);
    pthread_rwlock_wrlock(&state);
    changes++;
    pthread_rwlock_unlock(&state);
    pthread_rwlock_unlock(&config);
}

int main(void)
{
    IN_TURNS(look, change, look);
    return changes + looks != 2;
}
