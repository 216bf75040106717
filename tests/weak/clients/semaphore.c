// semaphore.c - the weighted semaphore, of which a writer takes all and a reader one.
// SPDX-License-Identifier: MIT
//
// 1 takes one unit, T tries, U has a short deadline: who got it looks at the data. A takes all, t
// tries, u has a short deadline: who got them uses it. D takes all and drops the object, which the
// last one frees. 0 takes nothing, when it is its turn. start: the size. GHOSTS: in a forked child,
// whose parent's threads waited. KEPT: one unit is held from first to last, by none of them.
#include "weak.h"

#include "sema/table.h"

enum { SIZE = 7, GHOSTS = 8, KEPT = 16 };

static struct world {
    pawl_semaphore sema;
    struct weak_tally tally;
    WEAK_DATA(int) users;
} * w;

static uint32_t wanted(char how, uint32_t size)
{
    if (how == '0')
        return 0;
    return how == '1' || how == 'T' || how == 'U' ? 1 : size;
}

static bool acquire(char how, uint32_t n)
{
    if (how == 'T' || how == 't')
        return pawl_semaphore_tryacquire(&w->sema, n);
    if (how == 'U' || how == 'u')
        return weak_in_time(pawl_semaphore_acquire_until(&w->sema, n, WEAK_SHORT), WEAK_SHORT);
    pawl_semaphore_acquire(&w->sema, n);
    return true;
}

static void step(char how, int index, uint32_t size)
{
    uint32_t n = wanted(how, size);
    if (!acquire(how, n))
        return;
    bool last = false;
    if (how == 'D') {
        w->users = w->users - 1;
        last = w->users == 0;
    } else if (n == size) {
        weak_use(&w->tally, index);
    } else if (n > 0) {
        weak_look(&w->tally);
    }
    if (n > 0)
        pawl_semaphore_release(&w->sema, n);
    if (last)
        WEAK_DELETE(w);
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++)
        step(*p, index, w->sema.size);
}

static bool frees(const struct weak_client *self)
{
    return strchr(self->programs[0], 'D') != NULL;
}

// Bit 0 is the mark that somebody waits.
static uint32_t held_at_rest(const struct weak_client *self)
{
    return (self->start & KEPT) != 0 ? 2 : 0;
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    w->sema.size = self->start & SIZE;
    w->users = self->threads;
    bool ghosts = (self->start & GHOSTS) != 0;
    pawl_word_store_rlx(&w->sema.held, held_at_rest(self) | ghosts);
    if (ghosts)
        weak_fork(1, 1, PAWL_TABLE_ORPHANED);
}

static void finish(const struct weak_client *self)
{
    if (frees(self))
        return;
    weak_check_tally(&w->tally);
    uint32_t held = pawl_word_load_rlx(&w->sema.held);
    weak_check(held == held_at_rest(self), "something is held at rest");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"semaphore/A-1", 2, {"A", "1"}, setup, thread, finish, 2, 3, 3},
    {"semaphore/A-A", 2, {"A", "A"}, setup, thread, finish, 1, 2, 3},
    {"semaphore/A-u", 2, {"A", "u"}, setup, thread, finish, 2, 2, 3},
    {"semaphore/t-T", 2, {"t", "T"}, setup, thread, finish, 2, 3, 4},
    {"semaphore/A-0A", 2, {"A", "0A"}, setup, thread, finish, 2, 1, 2},
    {"semaphore/1-1-A", 3, {"1", "1", "A"}, setup, thread, finish, 2, 0, 1},
    {"semaphore/A-1-TTT", 3, {"A", "1", "TTT"}, setup, thread, finish, 2, 0, 1},
    {"semaphore/A-u-1", 3, {"A", "u", "1"}, setup, thread, finish, 2, 0, 1},
    {"semaphore/1A-U1-Tu", 3, {"1A", "U1", "Tu"}, setup, thread, finish, 3, 0, 0},
    {"semaphore/u-1-held", 2, {"u", "1"}, setup, thread, finish, KEPT | 2, 2, 3},
    {"semaphore/u-U-1", 3, {"u", "U", "1"}, setup, thread, finish, KEPT | 3, 0, 1},
    {"semaphore/A-A-new", 2, {"A", "A"}, setup, thread, finish, GHOSTS | 2, 2, 3},
    {"semaphore/t-u-1-new", 3, {"t", "u", "1"}, setup, thread, finish, GHOSTS | 2, 0, 1},
    {"semaphore/D-D", 2, {"D", "D"}, setup, thread, finish, 2, 2, 3},
    {"semaphore/D-1D-uD", 3, {"D", "1D", "uD"}, setup, thread, finish, 2, 0, 0},
    {.name = NULL},
};
