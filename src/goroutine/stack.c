// stack.c - the stacks of goroutines.
// SPDX-License-Identifier: MIT
//
// Memory. The range is reserved without access, and made usable in slabs, in order: what is usable
// of a class is one mapping for the kernel, however many stacks there are. A guard does not change
// that where the kernel can mark pages of a mapping as guards (Linux 6.13). Before, a guard is a
// mapping of its own, and splits the one around it: of those a process may have vm.max_map_count,
// 65,530 if nobody has changed it. One in sixteen is left to the rest of the program, and stacks
// that come after have no guard.
#include "goroutine/g.h"

#include "park/lowlock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define NO_ADVICE 0x7fffff // to madvise: there is none of this number

#define LARGEST_SHIFT 35 // 32 GiB for each class
#define SMALLEST_SHIFT 25
#define ALIGNMENT (PAWL_STACK_SMALLEST << (PAWL_STACK_CLASSES - 1))
#define SLAB ((size_t)4 << 20)
#define MAX_GUARD ((size_t)64 << 10)
#define USUAL_MAX_MAPS 65530

struct pawl_stacks pawl_stacks_ = {.base = UINTPTR_MAX / 2 + 1}; // as in park/task.c

static struct {
    struct pawl_lowlock lock;
    pawl_word used[PAWL_STACK_CLASSES]; // slots that were taken, ever; changed under the lock
    size_t usable[PAWL_STACK_CLASSES];  // bytes
    size_t page;
    bool marks;          // the kernel can mark guards
    uint32_t max_mapped; // else: how many mappings may be guards
    pawl_word mapped;    // and how many wanted to
} made;

// For tests: pretends that the kernel cannot mark guards, and lets a process have so many mappings.
// 0: does not.
long pawl_stack_max_maps_;

// ---- the range ----------------------------------------------------------------------------------

static uint64_t addresses(void)
{
    struct rlimit limit;
    bool limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return limited ? limit.rlim_cur : UINT64_MAX;
}

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
    // Where huge pages are given unasked, each stack would be 2 MiB.
    madvise((void *)pawl_stacks_.base, size, MADV_NOHUGEPAGE);
    return true;
}

// The first page will be a guard anyway. Emulators accept every advice, and do nothing.
static bool can_mark(void)
{
    void *page = (void *)pawl_stacks_.base;
    return pawl_stack_max_maps_ == 0 && madvise(page, made.page, NO_ADVICE) != 0 &&
           madvise(page, made.page, MADV_GUARD_INSTALL) == 0;
}

static long max_maps(void)
{
    if (pawl_stack_max_maps_ != 0)
        return pawl_stack_max_maps_;
    char text[24] = "";
    int fd = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t n = read(fd, text, sizeof text - 1);
        text[n > 0 ? n : 0] = '\0';
        close(fd);
    }
    long maps = strtol(text, NULL, 10);
    return maps > 0 ? maps : USUAL_MAX_MAPS;
}

bool pawl_stacks_reserve_(void)
{
    if (pawl_stacks_.size != 0)
        return true; // in a forked child
    made.page = (size_t)sysconf(_SC_PAGESIZE);
    // A limit on address space, of which others want some, too, or a machine with little of it:
    // then there are fewer.
    unsigned shift = LARGEST_SHIFT;
    while (((uint64_t)PAWL_STACK_CLASSES << shift) > addresses() / 3 || !reserve(shift))
        if (--shift < SMALLEST_SHIFT)
            return false;
    made.marks = can_mark();
    // Nothing to be seen there yet, and a core file of gdb's would have 288 GiB of it. Not where
    // mappings are scarce: to change it takes one more.
    if (made.marks)
        madvise((void *)pawl_stacks_.base, pawl_stacks_.size, MADV_DONTDUMP);
    // One in sixteen is not ours, and a guard takes two: its own, and what it cuts off.
    made.max_mapped = (uint32_t)(max_maps() / 32 * 15);
    return true;
}

static uintptr_t class_base(unsigned class_)
{
    return pawl_stacks_.base + ((uintptr_t)class_ << pawl_stacks_.class_shift);
}

static char *slot_at(unsigned class_, size_t i)
{
    return (char *)class_base(class_) + i * pawl_stack_slot_(class_);
}

static struct pawl_g *g_of_slot(unsigned class_, size_t i)
{
    return (struct pawl_g *)slot_at(class_, i + 1) - 1;
}

// A sixteenth, so that a frame must be large to step over it; 0: pages are larger than that.
static size_t guard_size(unsigned class_)
{
    size_t size = pawl_stack_slot_(class_) / 16;
    size = size < MAX_GUARD ? size : MAX_GUARD;
    if (size < made.page)
        size = made.page;
    return size <= pawl_stack_slot_(class_) / 2 ? size : 0;
}

void pawl_stack_each_(bool (*visit)(struct pawl_g *g, void *arg), void *arg)
{
    for (unsigned c = 0; c < PAWL_STACK_CLASSES && pawl_stacks_.size != 0; c++) {
        uint32_t n = pawl_word_load_acq(&made.used[c]);
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
    size_t i = (address - class_base(class_)) / pawl_stack_slot_(class_);
    if (i >= pawl_word_load_acq(&made.used[class_]))
        return NULL;
    *in_guard = address - (uintptr_t)slot_at(class_, i) < guard_size(class_);
    return g_of_slot(class_, i);
}

// ---- new ones -----------------------------------------------------------------------------------

static bool make_usable(unsigned class_)
{
    size_t bytes = pawl_stack_slot_(class_) > SLAB ? pawl_stack_slot_(class_) : SLAB;
    size_t usable = made.usable[class_];
    if (usable + bytes > (size_t)1 << pawl_stacks_.class_shift)
        return false;
    char *at = (char *)class_base(class_) + usable;
    if (mprotect(at, bytes, PROT_READ | PROT_WRITE) != 0)
        return false;
    if (made.marks)
        madvise(at, bytes, MADV_DODUMP);
    made.usable[class_] += bytes;
    return true;
}

static bool take_slot(unsigned class_, uint32_t *i)
{
    pawl_lowlock_lock_(&made.lock);
    *i = pawl_word_load_rlx(&made.used[class_]);
    bool good = (*i + 1) * pawl_stack_slot_(class_) <= made.usable[class_] || make_usable(class_);
    // release: who sees the number may look at its struct pawl_g, which is still all zero.
    if (good)
        pawl_word_store_rel(&made.used[class_], *i + 1);
    pawl_lowlock_unlock_(&made.lock);
    return good;
}

static void guard(char *slot, size_t size)
{
    // It fails for memory that is locked (mlockall), before Linux 6.15.
    if (made.marks && madvise(slot, size, MADV_GUARD_INSTALL) == 0)
        return;
    if (pawl_word_add_acq(&made.mapped, 1) < made.max_mapped)
        mprotect(slot, size, PROT_NONE);
}

struct pawl_g *pawl_stack_new_(unsigned class_)
{
    uint32_t i;
    if (!take_slot(class_, &i))
        return NULL;
    size_t guarded = guard_size(class_);
    if (guarded > 0)
        guard(slot_at(class_, i), guarded);
    struct pawl_g *g = g_of_slot(class_, i);
    g->low = slot_at(class_, i) + guarded;
    g->class_ = class_;
    return g;
}

void pawl_stack_reset_(void)
{
    made.lock = (struct pawl_lowlock){0};
    pawl_depot_reset_();
}
