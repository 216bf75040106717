// one_thread.c - one thread takes two locks in both orders; others take one at a time.
// SPDX-License-Identifier: MIT
//
// Right: it takes two to wait for each other, and only one ever holds both.
// After https://github.com/google/sanitizers/issues/488.
// Fools: Helgrind, ThreadSanitizer.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static int both, either;

static void take_both(void)
{
    pthread_mutex_lock(&first);
    pthread_mutex_lock(&second);
    both++;
    pthread_mutex_unlock(&first);
    pthread_mutex_lock(&first); // below the second
    both++;
    pthread_mutex_unlock(&first);
    pthread_mutex_unlock(&second);
}

static void take_one(pthread_mutex_t *lock)
{
    pthread_mutex_lock(lock);
    both++;
    both--;
    either = 1;
    pthread_mutex_unlock(lock);
}

static void take_first(void)
{
    take_one(&first);
}

static void take_second(void)
{
    take_one(&second);
}

int main(void)
{
    IN_TURNS(take_first, take_both, take_second);
    return both + either != 3;
}
