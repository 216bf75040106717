// free.c - an object that holds its mutex and is freed by whoever drops it last.
// SPDX-License-Identifier: MIT
//
// L uses the object, S tries to with a short deadline, T tries; D drops it.
#include "weak.h"

static struct object {
    pawl_mutex mu;
    WEAK_DATA(int) users;
} * object;

static bool lock(char how)
{
    if (how == 'T')
        return pawl_mutex_trylock(&object->mu);
    if (how == 'S')
        return pawl_mutex_lock_until(&object->mu, WEAK_SHORT) == 0;
    pawl_mutex_lock(&object->mu);
    return true;
}

static void thread(const struct weak_client *self, int index)
{
    for (const char *p = self->programs[index]; *p; p++) {
        if (!lock(*p))
            continue;
        bool last = false;
        if (*p == 'D') {
            object->users = object->users - 1;
            last = object->users == 0;
        }
        pawl_mutex_unlock(&object->mu);
        if (last)
            WEAK_DELETE(object);
    }
}

static void setup(const struct weak_client *self)
{
    object = WEAK_NEW(struct object);
    object->users = self->threads;
}

// Nothing to look at: an object that nobody freed is a leak, which the checker reports.
static void finish(const struct weak_client *self)
{
    (void)self;
}

const struct weak_client weak_clients[] = {
    {"free/D-D", 2, {"D", "D"}, setup, thread, finish, 0, 3, 3},
    {"free/D-SD", 2, {"D", "SD"}, setup, thread, finish, 0, 2, 3},
    {"free/LD-D-D", 3, {"LD", "D", "D"}, setup, thread, finish, 0, 0, 1},
    {"free/D-SD-TD", 3, {"D", "SD", "TD"}, setup, thread, finish, 0, 0, 0},
    {.name = NULL},
};
