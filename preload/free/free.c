// free.c - libpawl-check.so: tells of memory that is freed, for locks that may lie in it.
// SPDX-License-Identifier: MIT
//
// A library of its own, beside libpawl-preload.so, which gets the words: only `pawl run --check`
// loads it, so that nobody else pays for a free that goes this way.
#include <dlfcn.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define EXPORT __attribute__((__visibility__("default")))

// The preload's, which tells others. Only locks that began before a moment, or all that are there.
extern __attribute__((__weak__)) uint32_t libpawl_preload_moment(void);
extern __attribute__((__weak__)) void libpawl_preload_gone(const void *memory, size_t bytes,
                                                           uint32_t moment);

static void (*real_free)(void *p);
static void *(*real_realloc)(void *p, size_t bytes);
static size_t (*real_size)(void *p);

// Of an allocator that has no such function: that of another one would read what is not there.
static size_t no_size(void *p)
{
    (void)p;
    return 0;
}

static bool is_of_one_file(const void *a, const void *b)
{
    Dl_info of_a, of_b;
    return dladdr(a, &of_a) != 0 && dladdr(b, &of_b) != 0 && of_a.dli_fbase == of_b.dli_fbase;
}

// Threads that do this at the same time store the same. dlsym that succeeds allocates nothing.
static void look_up(void)
{
    void *size = dlsym(RTLD_NEXT, "malloc_usable_size"), *next = dlsym(RTLD_NEXT, "free");
    real_size = is_of_one_file(size, next) ? (size_t(*)(void *))(uintptr_t)size : no_size;
    real_realloc = (void *(*)(void *, size_t))(uintptr_t)dlsym(RTLD_NEXT, "realloc");
    real_free = (void (*)(void *))(uintptr_t)next;
}

__attribute__((__constructor__(101))) static void at_load(void)
{
    look_up();
}

static void tell(void *p)
{
    if (libpawl_preload_gone)
        libpawl_preload_gone(p, real_size(p), 0);
}

EXPORT void free(void *p)
{
    if (!real_free)
        look_up();
    if (p)
        tell(p);
    real_free(p);
}

// Whether it moves is known when it has; and then another thread may have got the memory, and may
// have a lock in it.
EXPORT void *realloc(void *p, size_t bytes)
{
    if (!real_free)
        look_up();
    size_t before = p ? real_size(p) : 0;
    uint32_t moment = before != 0 && libpawl_preload_moment ? libpawl_preload_moment() : 0;
    void *now = real_realloc(p, bytes);
    if (moment != 0 && now != p && (now || bytes == 0))
        libpawl_preload_gone(p, before, moment);
    return now;
}
