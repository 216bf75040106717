// pthread.c - control: the mutex that C programs use today.
// SPDX-License-Identifier: MIT
//
// A default mutex of the C library. In glibc: a futex word in three states, no spinning, newcomers
// may win, and a woken waiter competes like anybody else, for however long. All zero is its
// initialiser there and in musl.
#include "edition.h"

#include <pthread.h>

static void lock(void *self)
{
    pthread_mutex_lock(self);
}

static void unlock(void *self)
{
    pthread_mutex_unlock(self);
}

static bool trylock(void *self)
{
    return pthread_mutex_trylock(self) == 0;
}

const struct pawl_edition pawl_edition_pthread_ = {
    .name = "pthread",
    .year = 0,
    .change = "the C library's pthread_mutex_t",
    .reason = "what C programs use today: the figure to beat",
    .size = sizeof(pthread_mutex_t),
    .excludes = true,
    .lock = lock,
    .unlock = unlock,
    .trylock = trylock,
};
