// waitgroup.c - what is done before the count is zero is there after the wait.
// SPDX-License-Identifier: MIT
//
// D writes what is the thread's own and is done; A adds one. W waits, U with a short deadline, both
// then read what those have written that begin with D. F waits, too, and frees the WaitGroup if
// nobody needs it any more: it is the only one that waits, or D found all who wait queued. start:
// the count at first. GHOSTS: in a forked child, whose parent's threads waited.
#include "weak.h"

#include "sema/table.h"

enum { GHOSTS = 8 };

static struct world {
    WEAK_DATA(int) done[WEAK_MAX_THREADS];
    WEAK_DATA(bool) all_wait;
} * w;

static pawl_waitgroup *wg;
static bool freed;

static void read_all(const struct weak_client *self)
{
    for (int i = 0; i < self->threads; i++)
        if (self->programs[i][0] == 'D')
            weak_check(w->done[i] > 0, "not done");
}

static uint32_t waiters(const struct weak_client *self)
{
    uint32_t n = 0;
    for (int i = 0; i < self->threads; i++)
        n += self->programs[i][0] != 'D';
    return n;
}

static bool all_wait(const struct weak_client *self)
{
    struct pawl_queue q = pawl_queue_lock_(&wg->state);
    uint32_t queued = pawl_queue_length_(&q);
    pawl_queue_unlock_(&q);
    return queued == waiters(self);
}

static void be_done(const struct weak_client *self, int index)
{
    w->done[index] = w->done[index] + 1;
    if (self->programs[0][0] == 'F' && waiters(self) > 1)
        w->all_wait = all_wait(self);
    pawl_waitgroup_done(wg);
}

static void wait_and_free(const struct weak_client *self)
{
    pawl_waitgroup_wait(wg);
    read_all(self);
    if (waiters(self) > 1 && !w->all_wait)
        return;
    WEAK_DELETE(wg);
    freed = true;
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        if (*p == 'D') {
            be_done(self, index);
        } else if (*p == 'A') {
            pawl_waitgroup_add(wg, 1);
        } else if (*p == 'F') {
            wait_and_free(self);
        } else if (*p == 'W') {
            pawl_waitgroup_wait(wg);
            read_all(self);
        } else if (weak_in_time(pawl_waitgroup_wait_until(wg, WEAK_SHORT), WEAK_SHORT)) {
            read_all(self);
        }
    }
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    wg = WEAK_NEW(pawl_waitgroup);
    freed = false;
    bool ghosts = (self->start & GHOSTS) != 0;
    uint32_t state = (self->start & ~(uint32_t)GHOSTS) * PAWL_WAITGROUP_ONE_;
    pawl_word_store_rlx(&wg->state, ghosts ? state | PAWL_WAITGROUP_WAITERS_ : state);
    if (ghosts)
        weak_fork(1, 1, PAWL_TABLE_ORPHANED);
}

static void finish(const struct weak_client *self)
{
    (void)self;
    WEAK_DELETE(w);
    if (freed)
        return;
    weak_check(pawl_word_load_rlx(&wg->state) == 0, "the state is not zero at rest");
    WEAK_DELETE(wg);
}

const struct weak_client weak_clients[] = {
    {"waitgroup/D-W", 2, {"D", "W"}, setup, thread, finish, 1, 3, 4},
    {"waitgroup/D-U", 2, {"D", "U"}, setup, thread, finish, 1, 3, 3},
    {"waitgroup/DDD-U", 2, {"DDD", "U"}, setup, thread, finish, 3, 1, 2},
    {"waitgroup/D-UW", 2, {"D", "UW"}, setup, thread, finish, 1, 2, 3},
    {"waitgroup/D-WADW", 2, {"D", "WADW"}, setup, thread, finish, 1, 2, 3},
    {"waitgroup/D-D-W", 3, {"D", "D", "W"}, setup, thread, finish, 2, 1, 2},
    {"waitgroup/D-D-U", 3, {"D", "D", "U"}, setup, thread, finish, 2, 1, 1},
    {"waitgroup/D-W-W", 3, {"D", "W", "W"}, setup, thread, finish, 1, 0, 0},
    {"waitgroup/DDD-U-U", 3, {"DDD", "U", "U"}, setup, thread, finish, 3, 0, 0},
    {"waitgroup/D-U-U", 3, {"D", "U", "U"}, setup, thread, finish, 1, 0, 0},
    {"waitgroup/D-U-WADW", 3, {"D", "U", "WADW"}, setup, thread, finish, 1, 0, 0},
    {"waitgroup/D-W-new", 2, {"D", "W"}, setup, thread, finish, GHOSTS | 1, 2, 3},
    {"waitgroup/D-U-new", 2, {"D", "U"}, setup, thread, finish, GHOSTS | 1, 1, 2},
    {"waitgroup/F-D-new", 2, {"F", "D"}, setup, thread, finish, GHOSTS | 1, 1, 2},
    {"waitgroup/F-D", 2, {"F", "D"}, setup, thread, finish, 1, 2, 3},
    {"waitgroup/F-D-D", 3, {"F", "D", "D"}, setup, thread, finish, 2, 0, 1},
    {"waitgroup/F-D-W", 3, {"F", "D", "W"}, setup, thread, finish, 1, 0, 0},
    {.name = NULL},
};
