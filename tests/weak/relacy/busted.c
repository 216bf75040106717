// busted.c - a client that is wrong: it shows that the checker sees accesses to freed memory.
// SPDX-License-Identifier: MIT
#include "weak.h"

static pawl_mutex *mutex;

static void thread(const struct weak_client *self, int index)
{
    (void)self;
    if (index == 0)
        pawl_mutex_trylock(mutex);
    else
        WEAK_DELETE(mutex);
}

static void setup(const struct weak_client *self)
{
    (void)self;
    mutex = WEAK_NEW(pawl_mutex);
}

static void finish(const struct weak_client *self)
{
    (void)self;
}

const struct weak_client weak_clients[] = {
    {"busted", 2, {"", ""}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
