// destroy_held.c - a cache that locks itself to shut down, and then destroys the lock.
// SPDX-License-Identifier: MIT
//
// Wrong: a lock must be unlocked first, says POSIX. The call answers EBUSY, which nobody reads.
// After https://github.com/archiecobbs/s3backer/issues/151.
//
// expect: destroy-in-use in destroy_cache
#include "crew.h"

struct cache {
    pthread_mutex_t lock;
    int blocks;
};

static void destroy_cache(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache->blocks = 0;
    pthread_mutex_destroy(&cache->lock);
}

int main(void)
{
    static struct cache cache = {.blocks = 3};
    pthread_mutex_init(&cache.lock, NULL);
    destroy_cache(&cache);
    return cache.blocks;
}
