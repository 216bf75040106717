// fork.c - a forked child, whose mutex counts waiters that exist in the parent only.
// SPDX-License-Identifier: MIT
//
// Thread 0 holds the mutex from before the fork. U unlocks it, L locks and uses the data, S tries
// to, with a short deadline. start: the state word that the child inherits. If it has STARVING,
// other waiters of the child were there first, so that ghosts cannot be told from waiters. 0: the
// parent never used the table, and the child must not take itself for an orphan.
#include "weak.h"

#include "sema/table.h"

enum {
    GHOST = LOCKED | 1 * WAITER,
    GHOST_WOKEN = LOCKED | WOKEN | 1 * WAITER,
    GHOST_STARVING = LOCKED | STARVING | 1 * WAITER,
};

static struct world {
    pawl_mutex mu;
    struct weak_tally tally;
} * w;

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        if (*p == 'L')
            pawl_mutex_lock(&w->mu);
        if (*p == 'S' && pawl_mutex_lock_until(&w->mu, WEAK_SHORT) != 0)
            continue;
        weak_use(&w->tally, index);
        pawl_mutex_unlock(&w->mu);
    }
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    pawl_word_store_rlx(&w->mu.state, self->start);
    if (self->start == 0)
        weak_fork(0, 0, PAWL_TABLE_WIPED);
    else
        weak_fork(1, (self->start & STARVING) != 0, PAWL_TABLE_ORPHANED);
}

static void finish(const struct weak_client *self)
{
    (void)self;
    weak_check_tally(&w->tally);
    weak_check((pawl_word_load_rlx(&w->mu.state) & LOCKED) == 0, "locked at rest");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"fork/U-L", 2, {"U", "L"}, setup, thread, finish, GHOST, 1, 2},
    {"fork/U-S", 2, {"U", "S"}, setup, thread, finish, GHOST_WOKEN, 1, 2},
    {"fork/U-L-starving", 2, {"U", "L"}, setup, thread, finish, GHOST_STARVING, 1, 2},
    {"fork/L-L-new", 2, {"L", "L"}, setup, thread, finish, 0, 2, 3},
    {"fork/L-L-L-new", 3, {"L", "L", "L"}, setup, thread, finish, 0, 0, 1},
    {"fork/U-L-L", 3, {"U", "L", "L"}, setup, thread, finish, GHOST, 0, 0},
    {.name = NULL},
};
