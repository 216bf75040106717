// owner.c - who holds a lock.
// SPDX-License-Identifier: MIT
#include "preload/owner.h"

#include <pthread.h>
#include <unistd.h>

_Thread_local uint32_t owner_number;
static _Thread_local uint32_t before_fork __attribute__((__tls_model__("initial-exec")));

uint32_t owner_find(void)
{
    return owner_number = (uint32_t)gettid();
}

bool owner_is_self(uint32_t owner)
{
    return owner != 0 && (owner == owner_self() || owner == before_fork);
}

// What the forking thread holds, its child holds, under another number.
static void in_child(void)
{
    before_fork = owner_number;
    owner_number = 0;
}

void owner_begin(void)
{
    pthread_atfork(NULL, NULL, in_child);
}
