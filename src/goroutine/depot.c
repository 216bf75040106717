// depot.c - stacks that are free.
// SPDX-License-Identifier: MIT
//
// A worker has some of its own, at most two batches: so that who takes and gives by turns around
// the edge of one does not come here each time. Full batches go to the depot, and come from it, as
// they are: nothing is counted or walked through under the lock. What comes when the depot is full
// has its memory given back, but for the page with struct pawl_g: its parkers must stay parkers.
#include "goroutine/g.h"

#include "park/lowlock.h"

#include <sys/mman.h>
#include <unistd.h>

#define BATCH 32u
#define KEEPS ((size_t)256 << 20) // bytes of each class: 4096 stacks of the default size

static struct {
    struct pawl_lowlock lock;
    struct pawl_g *batches[PAWL_STACK_CLASSES]; // by g->batch; each is a list by g->next
    struct pawl_g *loose[PAWL_STACK_CLASSES];   // who has no cache takes these
    pawl_word count[PAWL_STACK_CLASSES];        // batches; changed under the lock
} depot;

static unsigned class_for(size_t size)
{
    unsigned class_ = 0;
    while (class_ < PAWL_STACK_CLASSES - 1 && pawl_stack_slot_(class_) < size)
        class_++;
    return class_;
}

// ---- the depot ----------------------------------------------------------------------------------

static void count_batch(unsigned class_, uint32_t n)
{
    pawl_word_store_rlx(&depot.count[class_], pawl_word_load_rlx(&depot.count[class_]) + n);
}

static struct pawl_g *pop_batch(unsigned class_)
{
    struct pawl_g *batch = depot.batches[class_];
    if (batch) {
        depot.batches[class_] = batch->batch;
        count_batch(class_, (uint32_t)-1);
    }
    return batch;
}

static struct pawl_g *take_batch(unsigned class_)
{
    pawl_lowlock_lock_(&depot.lock);
    struct pawl_g *batch = pop_batch(class_);
    pawl_lowlock_unlock_(&depot.lock);
    return batch;
}

static struct pawl_g *take_loose(unsigned class_)
{
    pawl_lowlock_lock_(&depot.lock);
    struct pawl_g *g = depot.loose[class_] ? depot.loose[class_] : pop_batch(class_);
    if (g)
        depot.loose[class_] = g->next;
    pawl_lowlock_unlock_(&depot.lock);
    return g;
}

static void give_loose(struct pawl_g *g)
{
    pawl_lowlock_lock_(&depot.lock);
    g->next = depot.loose[g->class_];
    depot.loose[g->class_] = g;
    pawl_lowlock_unlock_(&depot.lock);
}

static void give_memory_back(struct pawl_g *batch)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (struct pawl_g *g = batch; g; g = g->next) {
        uintptr_t low = (uintptr_t)g->low, end = (uintptr_t)g & ~(page - 1);
        if (low < end)
            madvise(g->low, end - low, MADV_DONTNEED);
    }
}

static void give_batch(struct pawl_g *batch)
{
    unsigned class_ = batch->class_;
    // Before the lock is taken, as the kernel takes its time: there may be some more, or some less.
    size_t bytes = pawl_word_load_rlx(&depot.count[class_]) * BATCH * pawl_stack_slot_(class_);
    if (bytes >= KEEPS)
        give_memory_back(batch);
    pawl_lowlock_lock_(&depot.lock);
    batch->batch = depot.batches[class_];
    depot.batches[class_] = batch;
    count_batch(class_, 1);
    pawl_lowlock_unlock_(&depot.lock);
}

void pawl_depot_reset_(void)
{
    depot.lock = (struct pawl_lowlock){0};
}

// ---- a worker's cache ---------------------------------------------------------------------------

static bool refill(struct pawl_stack_cache *cache, unsigned class_)
{
    struct pawl_g *batch = cache->batch[class_];
    cache->batch[class_] = NULL;
    if (batch == NULL)
        batch = take_batch(class_);
    cache->free[class_] = batch;
    cache->count[class_] = batch ? BATCH : 0;
    return batch != NULL;
}

static struct pawl_g *take_cached(struct pawl_stack_cache *cache, unsigned class_)
{
    if (PAWL_UNLIKELY(cache->free[class_] == NULL) && !refill(cache, class_))
        return take_loose(class_);
    struct pawl_g *g = cache->free[class_];
    cache->free[class_] = g->next;
    cache->count[class_]--;
    return g;
}

static void put_aside(struct pawl_stack_cache *cache, unsigned class_)
{
    // The one that was used longer ago: the other one is still in the CPU's caches.
    if (cache->batch[class_])
        give_batch(cache->batch[class_]);
    cache->batch[class_] = cache->free[class_];
    cache->free[class_] = NULL;
    cache->count[class_] = 0;
}

struct pawl_g *pawl_stack_take_(size_t size, struct pawl_stack_cache *cache)
{
    unsigned class_ = class_for(size);
    struct pawl_g *g = cache ? take_cached(cache, class_) : take_loose(class_);
    return PAWL_LIKELY(g != NULL) ? g : pawl_stack_new_(class_);
}

void pawl_stack_give_(struct pawl_g *g, struct pawl_stack_cache *cache)
{
    if (cache == NULL) {
        give_loose(g);
        return;
    }
    unsigned class_ = g->class_;
    if (cache->count[class_] == BATCH)
        put_aside(cache, class_);
    g->next = cache->free[class_];
    cache->free[class_] = g;
    cache->count[class_]++;
}
