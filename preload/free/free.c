// free.c - libpawl-check.so: tells of memory that is freed, for locks that may lie in it.
// SPDX-License-Identifier: MIT
//
// A library of its own, beside libpawl-preload.so, which gets the words: only `pawl run --check`
// loads it, so that nobody else pays for a free that goes this way.
#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#define EXPORT __attribute__((__visibility__("default")))

// The preload's, which tells others.
extern __attribute__((__weak__)) void pawl_lock_gone(const void *memory, size_t bytes);

static void (*real_free)(void *p);
static void *(*real_realloc)(void *p, size_t bytes);
static size_t (*real_size)(void *p);

// Threads that do this at the same time store the same. dlsym that succeeds allocates nothing.
static void look_up(void)
{
    real_size = (size_t(*)(void *))(uintptr_t)dlsym(RTLD_NEXT, "malloc_usable_size");
    real_realloc = (void *(*)(void *, size_t))(uintptr_t)dlsym(RTLD_NEXT, "realloc");
    real_free = (void (*)(void *))(uintptr_t)dlsym(RTLD_NEXT, "free");
}

__attribute__((__constructor__(101))) static void at_load(void)
{
    look_up();
}

static void tell(void *p)
{
    if (pawl_lock_gone)
        pawl_lock_gone(p, real_size(p));
}

EXPORT void free(void *p)
{
    if (!real_free)
        look_up();
    if (p)
        tell(p);
    real_free(p);
}

// Whether it moves is known when it has.
EXPORT void *realloc(void *p, size_t bytes)
{
    if (!real_free)
        look_up();
    size_t before = p ? real_size(p) : 0;
    void *now = real_realloc(p, bytes);
    if (p && now != p && (now || bytes == 0) && pawl_lock_gone)
        pawl_lock_gone(p, before);
    return now;
}
