// readers_recursive_pawl.c - a pawl_rwmutex whose readers lock again, and that nobody writes.
// SPDX-License-Identifier: MIT
//
// Right, as long as that is so: only a writer in between would stop them. The one write was before
// there were readers.
//
// expect: nothing
#include "crew.h"

#include <pawl.h>

static pawl_rwmutex settings;
static int depth;

static int get(int level)
{
    pawl_rwmutex_rlock(&settings);
    int found = level == 0 ? depth : get(level - 1);
    pawl_rwmutex_runlock(&settings);
    return found;
}

static void use(void)
{
    if (get(3) != 3)
        abort();
}

int main(void)
{
    pawl_rwmutex_lock(&settings);
    depth = 3;
    pawl_rwmutex_unlock(&settings);
    AT_ONCE(use, use);
    return 0;
}
