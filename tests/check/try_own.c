// try_own.c - tries a lock that the very thread holds.
// SPDX-License-Identifier: MIT
//
// Right: that is a question, and the answer is no. Nobody waits.
//
// expect: nothing
#include "crew.h"

static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;
static int put_off;

static void shrink(void)
{
    if (pthread_mutex_trylock(&cache) != 0) {
        put_off++;
        return;
    }
    pthread_mutex_unlock(&cache);
}

static void fill(void)
{
    pthread_mutex_lock(&cache);
    shrink();
    pthread_mutex_unlock(&cache);
    shrink();
}

int main(void)
{
    IN_TURNS(fill, fill);
    return put_off != 2;
}
