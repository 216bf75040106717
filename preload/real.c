// real.c - the functions of the C library that stand behind ours.
// SPDX-License-Identifier: MIT
//
// A program binds whatever version of a symbol it was linked with; we define them without versions
// and serve them all. Of the condition variables the C library has two sets, one with a layout from
// before 2002: the later one is asked for by its version, where there are such versions.
//
// A look-up must not fail: the error would be formatted in memory from malloc, whose own first lock
// may be what brought us here (as in a program with jemalloc inside).
#include "preload/real.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DEFINE(name, arguments) int(*real_##name) arguments;
PAWL_REAL_FUNCTIONS(DEFINE)

#if defined(__x86_64__)
#define FIND(name, version) (version ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name))
#else
#define FIND(name, version) dlsym(RTLD_NEXT, name)
#endif

static const char *version_of(const char *name)
{
    bool had_two = strncmp(name, "pthread_cond_", 13) == 0 && strcmp(name + 13, "clockwait") != 0;
    return had_two ? "GLIBC_2.3.2" : NULL;
}

static void *find(const char *name)
{
    const char *version = version_of(name);
    (void)version;
    return FIND(name, version);
}

// Threads that do this at the same time store the same values.
void real_look_up(void)
{
    // POSIX: a function pointer survives the way through void *.
#define LOOK_UP(name, arguments) real_##name = (int(*) arguments)(uintptr_t)find(#name);
    PAWL_REAL_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}
