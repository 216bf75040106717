// stack.c - the stacks of goroutines.
// SPDX-License-Identifier: MIT
//
// Memory. The range is reserved without access, and made usable in slabs, in order: what is usable
// of a class is one mapping for the kernel, however many stacks there are. A guard does not change
// that where the kernel can mark pages of a mapping as guards (Linux 6.13). Before, a guard is a
// mapping of its own, and splits the one around it: of those a process may have 65,530
// (vm.max_map_count), so after 30,000 guards stacks have none.
//
// Stacks that are free go to a cache of the worker, from there in batches to a depot for all. Those
// that lie deep in a large depot give their memory back, but for the page with struct pawl_g.
#include "goroutine/g.h"

#include "park/lowlock.h"

#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define LARGEST_SHIFT 35 // 32 GiB for each class
#define SMALLEST_SHIFT 27
#define ALIGNMENT (PAWL_STACK_SMALLEST << (PAWL_STACK_CLASSES - 1))
#define SLAB ((size_t)4 << 20)
#define BATCH 32u
#define DEPOT_KEEPS 4096u
#define MAX_MAPPED_GUARDS 30000u

struct pawl_stacks pawl_stacks_;

static struct {
    struct pawl_lowlock lock;
    struct pawl_g *free[PAWL_STACK_CLASSES];
    unsigned count[PAWL_STACK_CLASSES];
    pawl_word used[PAWL_STACK_CLASSES]; // slots that were taken, ever; read without the lock
    size_t usable[PAWL_STACK_CLASSES];  // bytes
    unsigned mapped_guards;
    bool no_marks; // the kernel cannot mark guards
    size_t page;
} depot;

// For tests: pretends that the kernel cannot.
bool pawl_stack_no_marks_;

// ---- the range ----------------------------------------------------------------------------------

static bool reserve(unsigned shift)
{
    size_t size = (size_t)PAWL_STACK_CLASSES << shift;
    void *p =
        mmap(NULL, size + ALIGNMENT, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    pawl_stacks_.base = ((uintptr_t)p + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    pawl_stacks_.class_shift = shift;
    pawl_stacks_.size = size;
    return true;
}

bool pawl_stacks_reserve_(void)
{
    depot.page = (size_t)sysconf(_SC_PAGESIZE);
    // A limit on address space, or a machine with little of it: then there are fewer.
    for (unsigned shift = LARGEST_SHIFT; pawl_stacks_.size == 0 && shift >= SMALLEST_SHIFT; shift--)
        reserve(shift);
    return pawl_stacks_.size != 0;
}

static size_t slot_size(unsigned class_)
{
    return PAWL_STACK_SMALLEST << class_;
}

static uintptr_t class_base(unsigned class_)
{
    return pawl_stacks_.base + ((uintptr_t)class_ << pawl_stacks_.class_shift);
}

static struct pawl_g *g_of_slot(unsigned class_, size_t i)
{
    return (struct pawl_g *)(class_base(class_) + (i + 1) * slot_size(class_)) - 1;
}

void pawl_stack_each_(bool (*visit)(struct pawl_g *g, void *arg), void *arg)
{
    for (unsigned c = 0; c < PAWL_STACK_CLASSES && pawl_stacks_.size != 0; c++) {
        uint32_t n = pawl_word_load_acq(&depot.used[c]);
        for (uint32_t i = 0; i < n; i++)
            if (!visit(g_of_slot(c, i), arg))
                return;
    }
}

struct pawl_g *pawl_stack_at_(uintptr_t address, bool *in_guard)
{
    uintptr_t offset = address - pawl_stacks_.base;
    if (offset >= pawl_stacks_.size)
        return NULL;
    unsigned class_ = (unsigned)(offset >> pawl_stacks_.class_shift);
    size_t i = (address - class_base(class_)) / slot_size(class_);
    if (i >= pawl_word_load_acq(&depot.used[class_]))
        return NULL;
    struct pawl_g *g = g_of_slot(class_, i);
    *in_guard = address < (uintptr_t)g->low;
    return g;
}

// ---- new ones: the lock is held -----------------------------------------------------------------

static bool make_usable(unsigned class_)
{
    size_t bytes = slot_size(class_) > SLAB ? slot_size(class_) : SLAB;
    size_t usable = depot.usable[class_];
    if (usable + bytes > (size_t)1 << pawl_stacks_.class_shift)
        return false;
    char *at = (char *)class_base(class_) + usable;
    if (mprotect(at, bytes, PROT_READ | PROT_WRITE) != 0)
        return false;
    // Where huge pages are given unasked, each stack would be 2 MiB.
    madvise(at, bytes, MADV_NOHUGEPAGE);
    depot.usable[class_] += bytes;
    return true;
}

static void guard(char *page)
{
    if (!depot.no_marks && !pawl_stack_no_marks_) {
        if (madvise(page, depot.page, MADV_GUARD_INSTALL) == 0)
            return;
        depot.no_marks = true;
    }
    if (depot.mapped_guards < MAX_MAPPED_GUARDS && mprotect(page, depot.page, PROT_NONE) == 0)
        depot.mapped_guards++;
}

static struct pawl_g *make(unsigned class_)
{
    uint32_t i = pawl_word_load_rlx(&depot.used[class_]);
    if ((i + 1) * slot_size(class_) > depot.usable[class_] && !make_usable(class_))
        return NULL;
    struct pawl_g *g = g_of_slot(class_, i);
    char *slot = (char *)class_base(class_) + i * slot_size(class_);
    size_t guarded = 2 * depot.page <= slot_size(class_) ? depot.page : 0;
    if (guarded)
        guard(slot);
    g->low = slot + guarded;
    g->class_ = class_;
    // release: pairs with the looks of pawl_stack_each_ and pawl_stack_at_.
    pawl_word_store_rel(&depot.used[class_], i + 1);
    return g;
}

// ---- taking and giving --------------------------------------------------------------------------

static unsigned class_for(size_t size)
{
    unsigned class_ = 0;
    while (class_ < PAWL_STACK_CLASSES - 1 && slot_size(class_) < size)
        class_++;
    return class_;
}

static struct pawl_g *take_from_depot(unsigned class_)
{
    struct pawl_g *g = depot.free[class_];
    if (g == NULL)
        return make(class_);
    depot.free[class_] = g->next;
    depot.count[class_]--;
    return g;
}

static void put(struct pawl_stack_cache *cache, struct pawl_g *g)
{
    g->next = cache->free[g->class_];
    cache->free[g->class_] = g;
    cache->count[g->class_]++;
}

static struct pawl_g *get(struct pawl_stack_cache *cache, unsigned class_)
{
    struct pawl_g *g = cache->free[class_];
    if (g) {
        cache->free[class_] = g->next;
        cache->count[class_]--;
    }
    return g;
}

struct pawl_g *pawl_stack_take_(size_t size, struct pawl_stack_cache *cache)
{
    unsigned class_ = class_for(size);
    struct pawl_g *g = cache ? get(cache, class_) : NULL;
    if (g)
        return g;
    pawl_lowlock_lock_(&depot.lock);
    g = take_from_depot(class_);
    // Those that are there already, too; new ones only as they are needed.
    for (unsigned i = 1; cache && i < BATCH && depot.free[class_]; i++)
        put(cache, take_from_depot(class_));
    pawl_lowlock_unlock_(&depot.lock);
    return g;
}

static void give_memory_back(struct pawl_g *g)
{
    uintptr_t end = (uintptr_t)g & ~(uintptr_t)(depot.page - 1);
    madvise(g->low, end - (uintptr_t)g->low, MADV_DONTNEED);
}

static void give_to_depot(struct pawl_g *g)
{
    if (depot.count[g->class_] >= DEPOT_KEEPS)
        give_memory_back(g);
    g->next = depot.free[g->class_];
    depot.free[g->class_] = g;
    depot.count[g->class_]++;
}

void pawl_stack_give_(struct pawl_g *g, struct pawl_stack_cache *cache)
{
    if (cache)
        put(cache, g);
    if (cache && cache->count[g->class_] < 2 * BATCH)
        return;
    pawl_lowlock_lock_(&depot.lock);
    if (cache)
        for (unsigned i = 0; i < BATCH; i++)
            give_to_depot(get(cache, g->class_));
    else
        give_to_depot(g);
    pawl_lowlock_unlock_(&depot.lock);
}

void pawl_stack_reset_(void)
{
    depot.lock = (struct pawl_lowlock){0};
}
