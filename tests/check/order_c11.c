// order_c11.c - two locks of C11 in both orders.
// SPDX-License-Identifier: MIT
//
// Wrong, whatever the locks are called.
//
// expect: order in zoom in scroll
#include "crew.h"

#include <threads.h>

static mtx_t view, tiles;
static int steps;

static void zoom(void)
{
    mtx_lock(&view);
    mtx_lock(&tiles);
    steps++;
    mtx_unlock(&tiles);
    mtx_unlock(&view);
}

static void scroll(void)
{
    mtx_lock(&tiles);
    mtx_lock(&view);
    steps++;
    mtx_unlock(&view);
    mtx_unlock(&tiles);
}

int main(void)
{
    if (mtx_init(&view, mtx_plain) != thrd_success || mtx_init(&tiles, mtx_timed) != thrd_success)
        return 1;
    IN_TURNS(zoom, scroll);
    mtx_destroy(&tiles);
    mtx_destroy(&view);
    return steps != 2;
}
