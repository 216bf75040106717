// park.c - the lowest layer on its own: a parker, and the bucket lock.
// SPDX-License-Identifier: MIT
//
// L takes the bucket lock and uses the data. W uses the data without it. P prepares the own parker,
// K parks, U parks with a deadline and, if that passed, again without; 0 and 1 unpark thread 0 or
// 1. A first P is done before the threads start.
#include "weak.h"

static struct world {
    struct pawl_lowlock lock;
    struct weak_tally tally;
} * w;

static void park_until(struct pawl_parker *p)
{
    if (pawl_park_(p, pawl_deadline_at_(WEAK_SHORT)))
        return;
    weak_check(weak_clock() >= WEAK_SHORT, "timed out early");
    weak_check(pawl_park_(p, pawl_deadline_at_(PAWL_NEVER)), "no time-out was asked for");
}

static void step(char what, int index)
{
    struct pawl_parker *own = weak_parker(index);
    switch (what) {
    case 'W': weak_use(&w->tally, index); break;
    case 'P': pawl_park_prepare_(own); break;
    case 'K': weak_check(pawl_park_(own, pawl_deadline_at_(PAWL_NEVER)), "timed out"); break;
    case 'U': park_until(own); break;
    case 'L':
        pawl_lowlock_lock_(&w->lock);
        weak_use(&w->tally, index);
        pawl_lowlock_unlock_(&w->lock);
        break;
    default: pawl_unpark_(weak_parker(what - '0'));
    }
}

static void thread(const struct weak_client *self, int index)
{
    const char *program = self->programs[index];
    for (const char *p = program; *p; p++)
        if (p != program || *p != 'P')
            step(*p, index);
}

static void setup(const struct weak_client *self)
{
    w = WEAK_NEW(struct world);
    for (int i = 0; i < self->threads; i++)
        if (self->programs[i][0] == 'P')
            pawl_park_prepare_(weak_parker(i));
}

static void finish(const struct weak_client *self)
{
    (void)self;
    weak_check_tally(&w->tally);
    weak_check(pawl_word_load_rlx(&w->lock.state) == 0, "the lock word is not zero at rest");
    WEAK_DELETE(w);
}

const struct weak_client weak_clients[] = {
    {"park/once", 2, {"PKW", "W0"}, setup, thread, finish, 0, 3, 4},
    {"park/until", 2, {"PUW", "W0"}, setup, thread, finish, 0, 3, 4},
    {"park/to-and-fro", 2, {"PUWP1UW", "PW0UW0"}, setup, thread, finish, 0, 1, 2},
    {"lowlock/L-L", 2, {"L", "L"}, setup, thread, finish, 0, 3, 4},
    {"lowlock/LL-LL", 2, {"LL", "LL"}, setup, thread, finish, 0, 3, 4},
    {"lowlock/L-L-L", 3, {"L", "L", "L"}, setup, thread, finish, 0, 1, 2},
    {.name = NULL},
};
