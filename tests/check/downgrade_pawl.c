// downgrade_pawl.c - writes, and reads on without letting a writer in between.
// SPDX-License-Identifier: MIT
//
// Right: a lock that was taken for writing, and is unlocked as a reader's.
//
// expect: nothing
#include "crew.h"

#include <pawl.h>

static pawl_rwmutex table;
static int entries;
static atomic_int seen;

static void add_and_look(void)
{
    pawl_rwmutex_lock(&table);
    entries++;
    pawl_rwmutex_downgrade(&table);
    seen += entries;
    pawl_rwmutex_runlock(&table);
}

int main(void)
{
    IN_TURNS(add_and_look, add_and_look);
    return seen != 3;
}
