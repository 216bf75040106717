// sema.c - the semaphore: what was written before a release is there after the acquire.
// SPDX-License-Identifier: MIT
//
// W uses the data. R releases. A acquires, F too, but queues at the front; U has a short deadline,
// T tries: who gets nothing stops. N waits in vain for another semaphore that meets this one in the
// table's only bucket. start: the count at first.
#include "weak.h"

#include "sema/table.h"

static struct world {
    pawl_sema sema, other;
    struct weak_tally tally;
} * w;

static int acquired[WEAK_MAX_THREADS], released[WEAK_MAX_THREADS];

static bool until(pawl_sema *s)
{
    return weak_in_time(pawl_sema_acquire_until(s, 0, WEAK_SHORT), WEAK_SHORT);
}

static bool acquire(char how)
{
    switch (how) {
    case 'T': return pawl_sema_tryacquire(&w->sema);
    case 'U': return until(&w->sema);
    default: pawl_sema_acquire(&w->sema, how == 'F' ? PAWL_SEMA_LIFO : 0); return true;
    }
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        if (*p == 'W') {
            weak_use(&w->tally, index);
        } else if (*p == 'R') {
            released[index]++;
            pawl_sema_release(&w->sema, 0);
        } else if (*p == 'N') {
            weak_check(!until(&w->other), "woken by nobody");
        } else if (acquire(*p)) {
            acquired[index]++;
        } else {
            return;
        }
    }
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    pawl_word_store_rlx(&w->sema.count, self->start);
    for (int i = 0; i < self->threads; i++)
        acquired[i] = released[i] = 0;
}

static void finish(const struct weak_client *self)
{
    int tokens = (int)self->start;
    for (int i = 0; i < self->threads; i++)
        tokens += released[i] - acquired[i];
    weak_check_tally(&w->tally);
    weak_check((int)pawl_word_load_rlx(&w->sema.count) == tokens, "a token was lost or made up");
    weak_check(pawl_word_load_rlx(&w->other.count) == 0, "a token was made up");
    weak_check(pawl_process_()->table->buckets[0].root == NULL, "a waiter was left in the table");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"sema/WR-AW", 2, {"WR", "AW"}, setup, thread, finish, 0, 3, 4},
    {"sema/WR-UW", 2, {"WR", "UW"}, setup, thread, finish, 0, 3, 3},
    {"sema/WR-TW", 2, {"WR", "TW"}, setup, thread, finish, 0, 3, 4},
    {"sema/AWR-UWR", 2, {"AWR", "UWR"}, setup, thread, finish, 1, 3, 3},
    {"sema/AWR-FWR-UWR", 3, {"AWR", "FWR", "UWR"}, setup, thread, finish, 1, 1, 1},
    {"sema/WR-AW-N", 3, {"WR", "AW", "N"}, setup, thread, finish, 0, 0, 0},
    {"sema/RR-A-U", 3, {"RR", "A", "U"}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
