// reentry_pawl.c - a function that locks calls another one that locks.
// SPDX-License-Identifier: MIT
//
// Wrong, every time: a pawl_mutex has no owner, so it cannot know that it is asked by him.
//
// expect: reentry in size in grow
// hangs
#include "crew.h"

#include <pawl.h>

static pawl_mutex heap_lock;
static int used = 10;

static int size(void)
{
    pawl_mutex_lock(&heap_lock);
    int n = used;
    pawl_mutex_unlock(&heap_lock);
    return n;
}

static void grow(void)
{
    pawl_mutex_lock(&heap_lock);
    used = 2 * size();
    pawl_mutex_unlock(&heap_lock);
}

int main(void)
{
    grow();
    return used != 20;
}
