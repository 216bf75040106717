// order_pawl.c - pawl's own mutexes in both orders.
// SPDX-License-Identifier: MIT
//
// Wrong. The locks are used inline, and through a guard, which unlocks by itself.
//
// expect: order in post in sweep
#include "crew.h"

#include <pawl.h>

static pawl_mutex inbox, archive;
static int letters;

static void post(void)
{
    PAWL_GUARD(&inbox);
    PAWL_GUARD(&archive);
    letters++;
}

static void sweep(void)
{
    pawl_mutex_lock(&archive);
    pawl_mutex_lock(&inbox);
    letters++;
    pawl_mutex_unlock(&inbox);
    pawl_mutex_unlock(&archive);
}

int main(void)
{
    IN_TURNS(post, sweep);
    return letters != 2;
}
