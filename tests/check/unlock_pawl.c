// unlock_pawl.c - unlocks a pawl_mutex that nobody has locked.
// SPDX-License-Identifier: MIT
//
// Wrong, and the end of the program, which says so itself. Why, and where it was unlocked before,
// only the check knows.
//
// expect: unlock-of-unlocked in leave
// status: 134
#include <pawl.h>

static pawl_mutex mu;
static int inside;

static void enter(void)
{
    pawl_mutex_lock(&mu);
    inside++;
}

static void leave(void)
{
    inside--;
    pawl_mutex_unlock(&mu);
}

int main(void)
{
    enter();
    leave();
    leave();
    return inside;
}
