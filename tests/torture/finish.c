// finish.c - what must hold when all threads have gone.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include "support/queue.h"

static unsigned long taken(int index)
{
    unsigned long sum = 0;
    for (int i = 0; i < torture->options.threads; i++)
        sum += torture->workers[i].taken[index];
    return sum;
}

// At rest a lock is as it was at first. Not so the ticket lock: its numbers go on.
static void check_zero(int index)
{
    const struct pawl_edition *e = torture->options.lock;
    const char *bytes = torture->stations[index].lock.bytes;
    if (strcmp(e->name, "ticket") == 0)
        return;
    for (size_t i = 0; i < e->size; i++) {
        if (bytes[i] != 0)
            broken("lock %d is not all zero at rest", index);
    }
}

static void check_station(int index)
{
    struct station *s = &torture->stations[index];
    unsigned long visits = taken(index);
    if (s->left != visits || s->right != visits)
        broken("lock %d was taken %lu times, but counted %lu and %lu", index, visits, s->left,
               s->right);
    check_zero(index);
    for (int i = 0; i < 2; i++) { // what is left in the word may do its harm only now
        torture->options.lock->lock(&s->lock);
        torture->options.lock->unlock(&s->lock);
    }
    check_zero(index);
}

void finish_check(void)
{
    objects_finish();
    unsigned long objects = atomic_load(&torture->objects);
    if (taken(LOCKS) != objects * OBJECT_USERS)
        broken("%lu objects of %d users were used %lu times", objects, OBJECT_USERS, taken(LOCKS));
    for (int i = 0; i < LOCKS; i++)
        check_station(i);
    if (!table_is_empty())
        broken("somebody is still queued in the semaphore table");
}
