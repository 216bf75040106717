// kept.c - what changes outside of the arena: each has a copy there, which is saved and hashed.
// SPDX-License-Identifier: MIT
#include "sim/core.h"

#include <stdlib.h>
#include <string.h>

#define MAX_KEPT 8

static struct {
    char *memory, *copy;
    size_t size;
} kept[MAX_KEPT];
static int nkept;

void sim_keep(void *memory, size_t size)
{
    if (nkept == MAX_KEPT)
        abort();
    kept[nkept].memory = memory;
    kept[nkept].copy = sim_alloc(size);
    kept[nkept++].size = size;
}

bool sim_is_kept(const void *p)
{
    const char *at = p;
    for (int i = 0; i < nkept; i++)
        if (kept[i].memory <= at && at < kept[i].memory + kept[i].size)
            return true;
    return false;
}

void sim_copy_kept(void)
{
    for (int i = 0; i < nkept; i++)
        memcpy(kept[i].copy, kept[i].memory, kept[i].size);
}

void sim_restore_kept(void)
{
    for (int i = 0; i < nkept; i++)
        memcpy(kept[i].memory, kept[i].copy, kept[i].size);
}

void sim_forget_kept(void)
{
    for (int i = 0; i < nkept; i++)
        memset(kept[i].memory, 0, kept[i].size);
    nkept = 0;
}
