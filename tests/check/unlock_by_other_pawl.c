// unlock_by_other_pawl.c - the same with a pawl_mutex, which allows it.
// SPDX-License-Identifier: MIT
//
// Wrong as far as anybody can see: mostly it is an accident. A program that means it says so with
// pawl_lock_any_unlocker (any_unlocker_pawl.c).
//
// expect: unlock-by-other in work
#include "crew.h"

#include <pawl.h>

static pawl_mutex done;
static int result;

static void *work(void *arg)
{
    result = 42;
    pawl_mutex_unlock(&done);
    return arg;
}

int main(void)
{
    pawl_mutex_lock(&done);
    join(start(work, NULL));
    pawl_mutex_lock(&done);
    pawl_mutex_unlock(&done);
    return result != 42;
}
