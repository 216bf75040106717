// unwind.c - by which calls did the caller get here?
// SPDX-License-Identifier: MIT
//
// Debian's code keeps no frame pointers, and the unwinder, which interprets the tables in their
// place, takes half a microsecond per frame: too long for a profile of every wait. But in almost
// all functions the distance from a call to the caller's own return address is always the same. So
// the unwinder is asked once, what it says is learned, and the next time the stack is walked by
// what was learned:
//
//     frame of f       sp at the call, known          | distance(pc), learned: pc is the return
//     ...                                             | address of that call
//     return address   at sp + distance - one word    v
//
// A function with frames of varying size (alloca) is found out when it is met with another
// distance. Then its calls, too, are left to the unwinder, as is every stack with a call in it that
// is not known. What varies and was not found out yet leads the walk to a word that most likely is
// not the return address of any known call; now and then the unwinder is asked anyway, to check.
//
// A walk that goes astray must not leave the stack: above it may be a guard page. So it begins only
// in a part of memory of which the unwinder has seen that it is stack from end to end, and reads no
// word above that. A part ends where the thread has changed stacks: at a frame that has not its
// return address just below it, as the one under a signal handler. Where no frame has (other
// machines than x86), nothing is learned but that.
#include "watch/unwind.h"

#include "base/counter.h"

#include <stdbool.h>
#include <unwind.h>

enum {
    KNOWN = 8192,
    WAYS = 4,
    CHECK_EVERY = 128,
};

// One call: its return address << 16 | distance in words, or one of these.
enum { END = 0xfffe, VARIES = 0xffff };

static uint64_t known[KNOWN];

static uint64_t *place_of(uintptr_t pc)
{
    uint64_t hash = (uint64_t)pc * UINT64_C(0x9e3779b97f4a7c15);
    return &known[(hash >> 40) % (KNOWN / WAYS) * WAYS];
}

// Returns the distance in words, or 0 if the call is not known.
static uint32_t distance(uintptr_t pc)
{
    const uint64_t *way = place_of(pc);
    for (int i = 0; i < WAYS; i++) {
        uint64_t call = pawl_count_(&way[i]);
        if (call >> 16 == pc)
            return (uint32_t)(call & 0xffff);
    }
    return 0;
}

static void learn(uintptr_t pc, uintptr_t bytes)
{
    uint64_t words = bytes / sizeof(uintptr_t);
    if (bytes % sizeof(uintptr_t) != 0 || words == 0 || words > END)
        words = VARIES;
    uint64_t *way = place_of(pc);
    uint64_t *use = &way[pc / 16 % WAYS]; // if all are taken
    for (int i = WAYS - 1; i >= 0; i--) {
        uint64_t call = pawl_count_(&way[i]);
        if (call == 0)
            use = &way[i];
        if (call >> 16 != pc)
            continue;
        if ((call & 0xffff) != words)
            pawl_count_set_(&way[i], (uint64_t)pc << 16 | VARIES);
        return;
    }
    pawl_count_set_(use, (uint64_t)pc << 16 | words);
}

// ---- asking -------------------------------------------------------------------------------------

struct frames {
    uintptr_t *pcs, *at;
    size_t count, max;
    uintptr_t pc, sp;             // of the frame before: its call, and the stack there
    struct pawl_unwind_part part; // of the stack that the innermost frames lie on
    bool left;                    // the frames from here on lie on another one
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *arg)
{
    struct frames *f = arg;
    uintptr_t pc = _Unwind_GetIP(context), sp = _Unwind_GetCFA(context);
    bool below = false;
    if (f->pc != 0) {
        bool near = sp > f->sp && sp - f->sp < END * sizeof(uintptr_t);
        below = near && ((const uintptr_t *)sp)[-1] == pc;
        learn(f->pc, pc == 0 ? END * sizeof(uintptr_t) : below ? sp - f->sp : 0);
        f->left = f->left || (!below && pc != 0);
    } else {
        f->part.low = sp;
    }
    f->pc = pc;
    f->sp = sp;
    if (pc == 0)
        return _URC_END_OF_STACK;
    if (!f->left)
        f->part.top = sp;
    if (f->count == f->max)
        return _URC_END_OF_STACK;
    f->at[f->count] = below ? sp - sizeof(uintptr_t) : 0;
    f->pcs[f->count++] = pc;
    return _URC_NO_REASON;
}

// The part that was just seen becomes one with those that it meets. If it is whole - it reaches the
// end of its stack - what was known above was of a stack that is gone.
static void note_part(struct pawl_unwind_stack *stack, struct pawl_unwind_part part, bool whole)
{
    struct pawl_unwind_part *place = NULL;
    for (int i = 0; i < PAWL_UNWIND_PARTS; i++) {
        struct pawl_unwind_part *p = &stack->parts[i];
        if (p->low > part.top || p->top < part.low)
            continue;
        if (p->low < part.low)
            part.low = p->low;
        if (p->top > part.top && !whole)
            part.top = p->top;
        *p = (struct pawl_unwind_part){0, 0};
        place = p;
    }
    if (!place)
        place = &stack->parts[stack->next++ % PAWL_UNWIND_PARTS];
    *place = part;
}

// Returns where the part that sp lies in ends, or 0 if it lies in none.
static uintptr_t top_above(const struct pawl_unwind_stack *stack, uintptr_t sp)
{
    for (int i = 0; i < PAWL_UNWIND_PARTS; i++)
        if (sp >= stack->parts[i].low && sp < stack->parts[i].top)
            return stack->parts[i].top;
    return 0;
}

// Not inlined: the first frame that the unwinder tells of is this function's own.
__attribute__((__noinline__)) static size_t ask(struct pawl_unwind_stack *stack, uintptr_t *pcs,
                                                uintptr_t *at, size_t max)
{
    struct frames f = {.pcs = pcs, .at = at, .max = max};
    if (_Unwind_Backtrace(note_frame, &f) == _URC_END_OF_STACK && f.count < max && f.pc != 0)
        learn(f.pc, END * sizeof(uintptr_t)); // the outermost
    note_part(stack, f.part, !f.left && f.count < max);
    return f.count;
}

// ---- walking ------------------------------------------------------------------------------------

// Returns 0 if it meets what is not known.
static size_t walk(uintptr_t pc, uintptr_t sp, uintptr_t top, uintptr_t *pcs, uintptr_t *at,
                   size_t max)
{
    for (size_t n = 0;;) {
        at[n] = sp - sizeof(uintptr_t);
        pcs[n++] = pc;
        uint32_t words = distance(pc);
        if (words == END || (n == max && words != 0))
            return n;
        if (words == 0 || words == VARIES || sp + words * sizeof(uintptr_t) > top)
            return 0;
        sp += words * sizeof(uintptr_t);
        pc = ((const uintptr_t *)sp)[-1];
    }
}

__attribute__((__noinline__)) size_t pawl_unwind_(struct pawl_unwind_stack *stack, uintptr_t *pcs,
                                                  uintptr_t *at, size_t max)
{
    uintptr_t pc = (uintptr_t)__builtin_return_address(0);
    uintptr_t sp = (uintptr_t)__builtin_dwarf_cfa();
    uintptr_t top = top_above(stack, sp);
    size_t n = top != 0 && ++stack->walks % CHECK_EVERY != 0 ? walk(pc, sp, top, pcs, at, max) : 0;
    if (n != 0)
        return n;
    uintptr_t all[PAWL_UNWIND_MAX + 2], all_at[PAWL_UNWIND_MAX + 2];
    size_t count = ask(stack, all, all_at, max + 2);
    size_t first = 0; // after ask's own frame and this function's
    while (first < count && all[first] != pc)
        first++;
    n = count - first < max ? count - first : max;
    for (size_t i = 0; i < n; i++) {
        pcs[i] = all[first + i];
        at[i] = all_at[first + i];
    }
    return n;
}
